import { createHash } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3';
import fc from 'fast-check';
import { addressIssue, canonicalAddress } from '../../nodes/TokenPay/address';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/** Base58 with its checksum, by long division over bytes. */
function base58Check(payload: Uint8Array): string {
	const digits = [0];
	for (const byte of [...payload, ...sha256(sha256(payload)).subarray(0, 4)]) {
		let carry = byte;
		for (let index = 0; index < digits.length; index++) {
			carry += (digits[index] as number) * 256;
			digits[index] = carry % 58;
			carry = Math.floor(carry / 58);
		}
		for (; carry > 0; carry = Math.floor(carry / 58)) digits.push(carry % 58);
	}
	return digits
		.reverse()
		.map((digit) => BASE58.charAt(digit))
		.join('');
}

const tron = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => base58Check(Uint8Array.of(0x41, ...bytes)));
const evmDigits = fc.stringMatching(/^[0-9a-f]{40}$/);

describe('a TRON address', () => {
	it('is accepted when its check digits match', () => {
		expect(addressIssue('TRON', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t')).toBeUndefined();
		fc.assert(
			fc.property(tron, (address) => {
				expect(address).toMatch(/^T.{33}$/);
				expect(addressIssue('tron', address)).toBeUndefined();
			}),
		);
	});

	it('is refused when any one character was changed', () => {
		fc.assert(
			fc.property(
				tron,
				fc.nat({ max: 33 }),
				fc.constantFrom(...BASE58, ...'0OIl +/-é\n'),
				(address, place, character) => {
					fc.pre(address.charAt(place) !== character);
					expect(addressIssue('TRON', address.slice(0, place) + character + address.slice(place + 1))).toBeDefined();
				},
			),
			{ numRuns: 3000 },
		);
	});

	it('is refused when two neighbours were exchanged, or a character was lost or doubled', () => {
		fc.assert(
			fc.property(tron, fc.nat({ max: 32 }), (address, place) => {
				const [before, a, b, after] = [
					address.slice(0, place),
					address.charAt(place),
					address.charAt(place + 1),
					address.slice(place + 2),
				];
				if (a !== b) expect(addressIssue('TRON', before + b + a + after)).toBeDefined();
				expect(addressIssue('TRON', before + b + after)).toBeDefined();
				expect(addressIssue('TRON', before + a + a + b + after)).toBeDefined();
			}),
		);
	});

	it('is refused where another spelling only comes to the same number', () => {
		const address = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
		expect(addressIssue('TRON', `1${address}`)).toBeDefined();
		// Read as "one less than none", the 0 would make up for the letter before it, which is one too many.
		expect(addressIssue('TRON', address.replace('Sz', 'T0'))).toBeDefined();
	});

	it('is said to have wrong check digits only where it looks like one', () => {
		expect(addressIssue('TRON', `T${'z'.repeat(33)}`)).toContain('its check digits do not match');
		for (const length of [32, 34])
			expect(addressIssue('TRON', `T${'z'.repeat(length)}`)).toMatch(/ is not a TRON address\. /);
	});

	it.each([0x00, 0x40, 0x42, 0xa0])('is refused with the first byte %i, which is another network', (first) => {
		expect(addressIssue('TRON', base58Check(Uint8Array.of(first, ...new Uint8Array(20).fill(7))))).toBeDefined();
	});

	it.each([
		'T',
		'',
		' TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
		'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t\n',
		'tr7nhqjekqxgtci8q8zy4pl8otszgjlj6t',
		'0xdAC17F958D2ee523a2206206994597C13D831ec7',
		`T${'z'.repeat(33)}`,
		`T${'1'.repeat(33)}`,
	])('is not %p', (address) => {
		expect(addressIssue('TRON', address)).toBeDefined();
	});
});

describe.each(['ETHEREUM', 'BSC', 'ethereum'])('an address on %s', (chain) => {
	// Source: EIP-55.
	const VECTORS = [
		'0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
		'0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
		'0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
		'0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
		'0x52908400098527886E0F7030069857D2E4169EE7',
		'0xde709f2102306220921060314715629080e2fb77',
	];

	it.each(VECTORS)('is accepted as %s', (address) => {
		expect(addressIssue(chain, address)).toBeUndefined();
	});

	it.each(VECTORS)('is accepted without the checksum of %s, in small letters or in capitals', (address) => {
		expect(addressIssue(chain, address.toLowerCase())).toBeUndefined();
		expect(addressIssue(chain, `0x${address.slice(2).toUpperCase()}`)).toBeUndefined();
	});

	it('is refused when the case of any one letter was changed', () => {
		const address = VECTORS[0] as string;
		for (let place = 2; place < address.length; place++) {
			const letter = address.charAt(place);
			const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
			if (other === letter) continue;
			expect(addressIssue(chain, address.slice(0, place) + other + address.slice(place + 1))).toContain('checksum');
		}
	});

	it('is accepted in exactly one of its mixed spellings', () => {
		fc.assert(
			fc.property(evmDigits, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (digits, capitals) => {
				const hash = Buffer.from(keccak_256(digits)).toString('hex');
				const right = [...digits]
					.map((digit, index) => (Number.parseInt(hash.charAt(index), 16) > 7 ? digit.toUpperCase() : digit))
					.join('');
				const spelled = [...digits].map((digit, index) => (capitals[index] ? digit.toUpperCase() : digit)).join('');
				const isMixed = spelled !== spelled.toLowerCase() && spelled !== spelled.toUpperCase();
				expect(addressIssue(chain, `0x${right}`)).toBeUndefined();
				expect(addressIssue(chain, `0x${spelled}`) === undefined).toBe(!isMixed || spelled === right);
			}),
		);
	});

	it.each([
		'0x',
		`0x${'a'.repeat(39)}`,
		`0x${'a'.repeat(41)}`,
		'a'.repeat(40),
		`0X${'a'.repeat(40)}`,
		`10x${'a'.repeat(40)}`,
		`0x${'g'.repeat(40)}`,
		`0x${'a'.repeat(40)}\n`,
		'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
		'name.eth',
	])('is not %p', (address) => {
		expect(addressIssue(chain, address)).toBeDefined();
	});
});

describe('an address of another chain', () => {
	const EVM = '0x52908400098527886E0F7030069857D2E4169EE7';
	const TRON = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

	it.each(['TRON', 'tron', 'TRC20'])('is recognized on %s', (chain) => {
		expect(addressIssue(chain, EVM)).toContain(`is an Ethereum or BSC address, but 'Chain' says ${chain}.`);
		expect(addressIssue(chain, EVM.toLowerCase())).toContain('is an Ethereum or BSC address');
		expect(addressIssue(chain, EVM.slice(0, -1))).toContain('is not a TRON address');
	});

	it.each(['ETHEREUM', 'BSC', 'bep20'])('is recognized on %s', (chain) => {
		expect(addressIssue(chain, TRON)).toContain(`is a TRON address, but 'Chain' says ${chain}.`);
		expect(addressIssue(chain, TRON.toLowerCase())).toContain('is not an address of this chain');
	});
});

describe('an address on a chain that is not checked', () => {
	it('only has to be there, without white space', () => {
		expect(addressIssue('SOLANA', '4Nd1mYQzvgVvK')).toBeUndefined();
		expect(addressIssue('SOLANA', '')).toMatch(/^'To Address' is empty\./);
		expect(addressIssue('SOLANA', 'a b')).toContain('space');
		expect(addressIssue('SOLANA', 'a\u00a0b')).toContain('space');
		expect(addressIssue('SOLANA', 'ab\n')).toContain('line break');
	});

	it('is named as the field is', () => {
		expect(addressIssue('TRON', '', 'Wallet Address')).toBe("'Wallet Address' is empty. Fill it in.");
		expect(addressIssue('TRON', 'x', 'Wallet Address')).toMatch(/^'Wallet Address' "x" is not/);
		expect(addressIssue('BSC', 'x', 'Wallet Address')).toMatch(/^'Wallet Address' "x" is not/);
	});
});

describe('one address in several spellings', () => {
	it('is one text where capitals carry no meaning', () => {
		expect(canonicalAddress('0XAb0C')).toBe('0xab0c');
	});

	it.each(['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'Wallet0xAB'])('stays %p where they do', (address) => {
		expect(canonicalAddress(address)).toBe(address);
	});
});

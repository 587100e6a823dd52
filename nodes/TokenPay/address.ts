import { createHash } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3';
import { shown } from '../../core/values/sentences';
import { chainOf } from './names';

/** What a TRON address looks like, apart from its check digits. */
const TRON = /^T[1-9A-HJ-NP-Za-km-z]{33}$/;

/** What an address of Ethereum or BSC looks like, apart from the checksum in its capitals. */
const EVM = /^0x[0-9a-fA-F]{40}$/;

const COPY = 'Copy the address again from its owner.';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/**
 * Says what is wrong with a payee's address, so that a mistyped one is found before money is sent.
 * TRON: base58 with its checksum. ETHEREUM and BSC: 0x and 40 hex digits, and the checksum in the
 * capitals (EIP-55) where capitals are mixed. Other chains: filled in, without white space.
 *
 * @param chain a name of the chain, in any case
 * @param label the field's name in the panel
 * @returns the problem in words, or `undefined`
 */
export function addressIssue(chain: string, address: string, label = 'To Address'): string | undefined {
	if (address === '') return `'${label}' is empty. Fill it in.`;
	if (/\s/.test(address)) return `'${label}' contains a space or a line break. Remove it.`;
	const isOther = (whose: string) =>
		`'${label}' ${shown(address)} is ${whose} address, but 'Chain' says ${chain}. Correct 'Chain', or copy the address again from its owner.`;
	switch (chainOf(chain)) {
		case 'TRON':
			if (EVM.test(address)) return isOther('an Ethereum or BSC');
			return isTronAddress(address)
				? undefined
				: `'${label}' ${shown(address)} is not a TRON address${TRON.test(address) ? ': its check digits do not match' : ''}. ${COPY}`;
		case 'ETHEREUM':
		case 'BSC':
			if (isTronAddress(address)) return isOther('a TRON');
			return evmIssue(address, label);
		default:
			return undefined;
	}
}

/** One text for one address: capitals carry no meaning in a 0x address; in every other kind of address they do. */
export const canonicalAddress = (address: string): string => (/^0x/i.test(address) ? address.toLowerCase() : address);

/** True for 34 characters that start with T and whose last four bytes are their double SHA-256. */
function isTronAddress(address: string): boolean {
	if (!TRON.test(address)) return false;
	let number = 0n;
	for (const character of address) number = number * 58n + BigInt(BASE58.indexOf(character));
	// A T and 33 more digits always make 25 bytes, no more and no less.
	const bytes = Buffer.from(number.toString(16), 'hex');
	const sha256 = (data: Buffer) => createHash('sha256').update(data).digest();
	const payload = bytes.subarray(0, 21);
	return payload[0] === 0x41 && sha256(sha256(payload)).subarray(0, 4).equals(bytes.subarray(21));
}

/** Checks the capitals by EIP-55: a letter is a capital where the hash's hex digit in its place is 8 or more. */
function evmIssue(address: string, label: string): string | undefined {
	if (!EVM.test(address)) {
		return `'${label}' ${shown(address)} is not an address of this chain (0x and 40 hex digits). ${COPY}`;
	}
	const digits = address.slice(2);
	const lower = digits.toLowerCase();
	if (digits === lower || digits === digits.toUpperCase()) return undefined;
	// node:crypto has only SHA3-256, which pads differently from Ethereum's Keccak-256.
	const hash = Buffer.from(keccak_256(lower)).toString('hex');
	const checksummed = lower.replace(/[a-f]/g, (letter, index: number) =>
		hash.charAt(index) >= '8' ? letter.toUpperCase() : letter,
	);
	return checksummed === digits
		? undefined
		: `'${label}' ${shown(address)} has a wrong checksum in its capitals. ${COPY}`;
}

import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function checksum(bytes: Buffer): Buffer {
	const once = createHash('sha256').update(bytes).digest();
	return createHash('sha256').update(once).digest().subarray(0, 4);
}

/** TRON: base58 of the byte 0x41, 20 bytes and a checksum; always 34 characters that begin with T. */
function isTronAddress(text: string): boolean {
	if (!/^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(text)) return false;
	let number = 0n;
	for (const character of text) number = number * 58n + BigInt(ALPHABET.indexOf(character));
	const bytes = Buffer.from(number.toString(16).padStart(50, '0'), 'hex');
	return bytes.length === 25 && bytes[0] === 0x41 && checksum(bytes.subarray(0, 21)).equals(bytes.subarray(21));
}

function randomTronAddress(): string {
	const payload = Buffer.concat([Buffer.from([0x41]), randomBytes(20)]);
	let number = BigInt(`0x${Buffer.concat([payload, checksum(payload)]).toString('hex')}`);
	let text = '';
	for (; number > 0n; number /= 58n) text = `${ALPHABET[Number(number % 58n)]}${text}`;
	return text;
}

/**
 * Whether an address is well-formed on its chain.
 * The checksum of 0x addresses (their letter case) is not checked: it needs Keccak, which Node does not have.
 */
export function isAddress(text: string, chain: string): boolean {
	return chain === 'TRON' ? isTronAddress(text) : /^0x[0-9a-fA-F]{40}$/.test(text);
}

/** A well-formed random address that nobody has a key for. */
export function randomAddress(chain: string): string {
	return chain === 'TRON' ? randomTronAddress() : `0x${randomBytes(20).toString('hex')}`;
}

import { randomBytes } from 'node:crypto';

/** @returns 2 × `bytes` hex characters */
export function randomHex(bytes: number): string {
	return randomBytes(bytes).toString('hex');
}

/** Numbers from 0 to 1 by mulberry32: small, and the same on every machine for the same seed. */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

import { randomBytes } from 'node:crypto';

/** Random hex digits: two for each byte. */
export function randomHex(bytes: number): string {
	return randomBytes(bytes).toString('hex');
}

/** A generator of numbers from 0 (inclusive) to 1 (exclusive): mulberry32, which gives the same sequence everywhere for the same seed. */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

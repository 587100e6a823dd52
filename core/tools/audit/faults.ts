import type { Fault, FaultKind } from '../../sandbox/faults';

/** What can happen to a request of whichever platform. */
const STORM: FaultKind[] = [
	'cut before',
	'cut after',
	'500 before',
	'500 after',
	'401 before',
	'401 after',
	'redirect',
	'redirect after',
	'garbage before',
	'garbage after',
	'code',
	'code after',
	'slow',
	'process late',
];

/** A fault that stays until others take its place. */
export const forever = (fault: Fault): Fault => ({ times: -1, ...fault });

/**
 * Everything at once, on payments and look-ups alike, until other faults take its place.
 *
 * @param seed begins the pseudo-random sequences
 * @param share of all requests that something happens to, from 0 to 1
 * @param more kinds that only some platforms know, and the code of those that respond with one
 */
export function storm(seed: number, share: number, more: { kinds?: FaultKind[]; code?: number } = {}): Fault[] {
	const { kinds = [], code } = more;
	return [...STORM, ...kinds].map((kind, index, all) =>
		forever({
			kind,
			path: '*',
			probability: share / all.length,
			seed: seed * 100 + index,
			delayMs: 2500,
			...(code !== undefined && kind.startsWith('code') && { code }),
		}),
	);
}

import { seededRandom } from '../../core/sandbox/random';

/** Draws from a sequence of random numbers that is the same for the same seed. */
export class Draw {
	/** A number from 0 to 1. */
	readonly random: () => number;

	/** @param purpose gives each part of a simulation a sequence of its own, so that a change in one leaves the others alone */
	constructor(seed: number, purpose: 'plan' | 'order' | 'network' | 'code' | 'notifications') {
		const number = ['plan', 'order', 'network', 'code', 'notifications'].indexOf(purpose) + 1;
		this.random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b));
	}

	chance(probability: number): boolean {
		return this.random() < probability;
	}

	/** A number from `least` to below `most`. */
	between(least: number, most: number): number {
		return least + this.random() * (most - least);
	}

	/** A whole number, both ends included. */
	whole(least: number, most: number): number {
		return Math.floor(this.between(least, most + 1));
	}

	/** One of several; whatever stands there more often is drawn more often. */
	pick<T>(choices: readonly T[]): T {
		return choices[Math.floor(this.random() * choices.length)] as T;
	}

	/** Each of several with the same probability, in their order. */
	some<T>(choices: readonly T[], probability: number): T[] {
		return choices.filter(() => this.chance(probability));
	}
}

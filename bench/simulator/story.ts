import { type Payout } from './records';
import type { Scenario } from './scenario';

/** Adds a line to the story. */
export type Tell = (line: () => string) => void;

/** What happens in a simulation, step by step. */
export class Story {
	/** Over the times of all lines. */
	digest = 0;

	/** @param onLine told of each line; without it none is written */
	constructor(
		private readonly now: () => number,
		private readonly onLine: ((line: string) => void) | undefined,
	) {}

	readonly tell: Tell = (line) => {
		const time = this.now();
		this.digest = (Math.imul(this.digest, 31) + Math.trunc(time * 1000)) | 0;
		this.onLine?.(`${(time / 1000).toFixed(3).padStart(9)} s  ${line()}`);
	};

	/** What the seed decided beforehand. */
	introduce(scenario: Scenario): void {
		if (!this.onLine) return;
		for (const [name, value] of Object.entries(scenario)) {
			if (name !== 'lists') this.onLine(`${name}: ${JSON.stringify(value)}`);
		}
		for (const [index, rows] of scenario.lists.rows.entries()) {
			const texts = rows.map(({ number, amount, coin }) => `${number} ${amount} ${coin.currency} on ${coin.chain}`);
			this.onLine(`list ${index + 1}: ${texts.join('; ')}`);
		}
	}

	tellOf({ number, amount, coin, address, by, states }: Payout): void {
		const names = states.map(({ name }) => name).join(', ');
		this.tell(() => `platform  PAID ${number}: ${amount} ${coin.currency} to ${address} (${by.run.name}); ${names}`);
	}
}

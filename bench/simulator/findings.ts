/** What must not be. */
export type Wrong =
	| 'paid twice'
	| 'reported paid but unpaid'
	| 'reported unpaid but paid'
	| 'reported landed but has not'
	| 'reported not landed but has'
	| 'without a clear report'
	| 'hangs'
	| 'too fast'
	| 'sent after a failure'
	| 'unpaid without a reason'
	| 'notification lost'
	| 'notification started again'
	| 'notification forgotten'
	| 'not the same again'
	| 'breaks the simulator';

/** What cannot be kept, whatever the node does; see SECURITY.md. */
export type Apart =
	| 'paid again: used numbers accepted, without Look Up First'
	| 'paid again: by two processes at the same moment'
	| 'paid again: made only after the last look-up'
	| 'reported unpaid, and made only after the last look-up'
	| 'reported paid, in another unit: a success that does not say what was paid'
	| 'reported paid, but another payout was: a success that does not say what was paid'
	| 'refused as too many: one process, requests that differ by more than 5 ms'
	| 'notification started again: at the same moment, in another process or after a crash';

/** What a simulation found. */
export class Findings {
	readonly wrong: Array<{ what: Wrong; text: string }> = [];

	readonly apart = new Map<Apart, number>();

	complain(what: Wrong, text: string): void {
		this.wrong.push({ what, text });
	}

	countApart(what: Apart): void {
		this.apart.set(what, (this.apart.get(what) ?? 0) + 1);
	}
}

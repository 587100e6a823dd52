/** What became of one row. */
export type RowEnd = 'paid' | 'failed' | 'unknown' | 'not sent';

/** How a run ended, when a row of it failed. */
export interface RunReport<F> {
	/** The failure that came first in time. */
	first: { row: number; label: string; failure: F };
	/** The rows' numbers by what became of them, in the order of the rows. */
	labels: Record<RowEnd, string[]>;
}

/**
 * Rows of one run that send everything or, when one of them cannot pass its checks, nothing; and of
 * which none starts to send once one has failed. All rows start at once in n8n, so they meet here.
 *
 * @typeParam F how a failure is described
 */
export class AllOrNone<F> {
	private readonly rows = new Map<number, { label: string; end?: RowEnd }>();

	private arrived = 0;

	private ended = 0;

	private first: RunReport<F>['first'] | undefined;

	private readonly inDoubt = new Set<number>();

	private readonly waiting: Array<() => void> = [];

	private readonly allArrived = openGate();

	private readonly allEnded = openGate();

	/** @param rowCount how many rows the run has; every one of them must call `arrive` and `end` */
	constructor(private readonly rowCount: number) {}

	/** True when this row, or every row, has been here: then a new attempt has begun. */
	isOver(row: number): boolean {
		return this.rows.has(row) || this.ended === this.rowCount;
	}

	/**
	 * Waits until all rows have been checked.
	 *
	 * @param label the row's number, for the report
	 * @param failure why the row cannot be sent, if it cannot
	 */
	async arrive(row: number, label: string, failure?: F): Promise<void> {
		this.rows.set(row, { label });
		if (failure !== undefined) this.fail(row, failure);
		this.arrived += 1;
		if (this.arrived === this.rowCount) this.allArrived.open();
		await this.allArrived.passed;
	}

	/** Whether a row that has not been sent yet may be sent now. */
	get maySend(): boolean {
		return this.first === undefined;
	}

	/** Says that a row was sent and its answer leaves open what became of it; the others wait until it has ended. */
	doubt(row: number): void {
		this.inDoubt.add(row);
	}

	/** Whether a row may be sent at this moment: none has failed, and no other is in doubt. */
	mayGo(row: number): boolean {
		return this.maySend && !this.mustWait(row);
	}

	/** Waits until no other row is in doubt; a row that is in doubt itself waits for nobody. */
	async withoutDoubt(row: number): Promise<void> {
		while (this.mustWait(row)) {
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		}
	}

	private mustWait(row: number): boolean {
		return this.inDoubt.size > 0 && !this.inDoubt.has(row);
	}

	/** Says that a row failed, so that no further row is sent. */
	fail(row: number, failure: F): void {
		this.first ??= { row, label: this.rows.get(row)?.label ?? '', failure };
	}

	/**
	 * Waits until all rows have ended.
	 *
	 * @returns the report when a row failed, `undefined` when all were paid
	 */
	async end(row: number, end: RowEnd): Promise<RunReport<F> | undefined> {
		const entry = this.rows.get(row);
		if (entry) entry.end = end;
		this.ended += 1;
		this.inDoubt.delete(row);
		for (const goOn of this.waiting.splice(0)) goOn();
		if (this.ended === this.rowCount) this.allEnded.open();
		await this.allEnded.passed;
		return this.first === undefined ? undefined : { first: this.first, labels: this.labels() };
	}

	private labels(): Record<RowEnd, string[]> {
		const labels: Record<RowEnd, string[]> = { paid: [], failed: [], unknown: [], 'not sent': [] };
		const inOrder = [...this.rows.entries()].sort(([a], [b]) => a - b);
		for (const [, { label, end }] of inOrder) labels[end ?? 'not sent'].push(label);
		return labels;
	}
}

function openGate(): { passed: Promise<void>; open: () => void } {
	let open: () => void = () => undefined;
	const passed = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { passed, open };
}

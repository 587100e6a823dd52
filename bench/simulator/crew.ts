import { Worker } from 'node:worker_threads';
import { type Complaint, NOTHING, type Totals, add } from './totals';
import type { Task } from './worker';

/** Seeds that a worker gets at a time. */
const AT_ONCE = 25;

/** A seed takes some hundredths of a second; one that takes longer than this never ends. In milliseconds. */
const NEVER_ENDS = 60_000;

/** How seeds are simulated. */
export interface Order {
	/** The bundle of a worker. */
	bundle: string;
	workers: number;
	/** The first seed. */
	from: number;
	/** Asked with what all seeds up to some came to; the first yes ends the work. */
	isEnough: (totals: Totals) => boolean;
	/** Whether to go on when something is wrong. */
	goesOn?: boolean;
	onProgress?: (totals: Totals) => void;
}

/** Simulates seeds one after the other, in several threads, until it is enough or something is wrong. */
export async function simulateSeeds({ bundle, workers, from, isEnough, goesOn, onProgress }: Order): Promise<Totals> {
	let next = from;
	let totals = NOTHING;
	let isOver = false;
	/** Results by their first seeds, until those of all seeds before are there: so the outcome is always the same. */
	const results = new Map<number, Totals>();
	let counted = from;
	const count = () => {
		for (let result = results.get(counted); result && !isOver; result = results.get(counted)) {
			totals = add(totals, result);
			counted += AT_ONCE;
			isOver = (totals.complaints.length > 0 && !goesOn) || isEnough(totals);
		}
		onProgress?.(totals);
	};
	const work = async () => {
		const thread = new Thread(bundle);
		try {
			while (!isOver) {
				const first = next;
				next += AT_ONCE;
				results.set(first, await thread.simulate(first, AT_ONCE));
				count();
			}
		} finally {
			await thread.end();
		}
	};
	await Promise.all(Array.from({ length: workers }, work));
	return totals;
}

/** Tells what happens with one seed, line by line. */
export async function tellStory(bundle: string, seed: number): Promise<string[]> {
	const thread = new Thread(bundle);
	try {
		return (await thread.ask({ story: seed })) as string[];
	} finally {
		await thread.end();
	}
}

/** A worker thread. */
class Thread {
	private readonly current = new Int32Array(new SharedArrayBuffer(4));

	private worker: Worker;

	constructor(private readonly bundle: string) {
		this.worker = new Worker(bundle, { workerData: this.current });
	}

	/** What seeds come to; a seed that never ends, or breaks the simulator, is complained of. */
	async simulate(from: number, count: number): Promise<Totals> {
		let timer: NodeJS.Timeout | undefined;
		const hanging = new Promise<Complaint>((resolve) => {
			const watch = (before: number) => {
				const seed = Atomics.load(this.current, 0);
				if (seed === before) resolve({ seed, what: 'hangs', text: `takes more than ${NEVER_ENDS / 1000} s` });
				else timer = setTimeout(() => watch(seed), NEVER_ENDS);
			};
			watch(NaN);
		});
		const work = this.ask({ from, count }).catch((error: unknown): Complaint => {
			const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
			return { seed: Atomics.load(this.current, 0), what: 'breaks the simulator', text };
		});
		const result = (await Promise.race([work, hanging])) as Totals | Complaint;
		clearTimeout(timer);
		if (!('seed' in result)) return result;
		await this.end();
		this.worker = new Worker(this.bundle, { workerData: this.current });
		return { ...NOTHING, complaints: [result] };
	}

	async ask(task: Task): Promise<unknown> {
		return await new Promise((resolve, reject) => {
			this.worker.removeAllListeners();
			this.worker.once('message', resolve);
			this.worker.once('error', reject);
			this.worker.postMessage(task);
		});
	}

	async end(): Promise<void> {
		await this.worker.terminate();
	}
}

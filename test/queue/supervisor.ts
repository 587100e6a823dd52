import type { N8nServer } from '../../core/tools/n8n/server';
import { waitFor } from '../../core/tools/async/waitFor';

const PAUSE_MS = 1000;

/** Starts a process of n8n again whenever it ends unasked, as a service manager does. */
export class Supervisor {
	/** When the process ended unasked (`performance.now()`). */
	readonly endedAt: number[] = [];

	private isUp = false;

	/** How long the log was when the process was started last. */
	private logBefore = 0;

	private stopping = false;

	private keeping: Promise<void> | undefined;

	/** How often that was. */
	get ends(): number {
		return this.endedAt.length;
	}

	constructor(
		readonly name: string,
		readonly server: N8nServer,
	) {}

	/** Starts the process, and waits until it is up. */
	async start(): Promise<void> {
		this.keeping = this.keep();
		await this.up();
	}

	/** Waits until the process is up (again). */
	async up(): Promise<void> {
		await waitFor(`${this.name} to be up`, () => this.isUp, { timeoutMs: 180_000 });
	}

	/** A worker's executions that it has taken up and not finished. */
	atWork(): string[] {
		const log = this.server.log.slice(this.logBefore);
		const ids = (what: RegExp) => [...log.matchAll(what)].map(([, id = '']) => id);
		const finished = new Set(ids(/Worker finished execution (\d+)/g));
		return ids(/Worker started execution (\d+)/g).filter((id) => !finished.has(id));
	}

	/** Ends the process without any warning; it comes back by itself. */
	async kill(): Promise<void> {
		const ends = this.ends;
		await this.server.kill();
		await waitFor(`${this.name} to have ended`, () => this.ends > ends);
	}

	/** Ends the process for good, without waiting for what it is at. */
	async stop(): Promise<void> {
		this.stopping = true;
		let isOver = this.keeping === undefined;
		void this.keeping?.then(() => (isOver = true));
		// It may be about to start just now.
		await waitFor(`${this.name} to end`, async () => {
			await this.server.kill();
			return isOver;
		});
	}

	private async keep(): Promise<void> {
		while (!this.stopping) {
			this.logBefore = this.server.log.length;
			try {
				await this.server.start();
				this.isUp = true;
			} catch {
				// It ended before it was up; n8n's own words are in its log.
			}
			await this.server.ended();
			this.isUp = false;
			if (this.stopping) return;
			this.endedAt.push(performance.now());
			await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
		}
	}
}

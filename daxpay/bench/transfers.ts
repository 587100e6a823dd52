import { waitFor } from '../../core/tools/async/waitFor';
import { RateLimiter } from '../../core/requests/rateLimiter';
import { startDaxPaySandbox, type DaxPayOptions, type DaxPaySandbox, type Version } from '../sandbox/server';
import type { Fault } from '../../core/sandbox/faults';
import { credentialOf, runDaxPay, transferParameters } from '../tools/runDaxPay';
import type { LedgerEntry, Verdict, WantedRow } from '../../core/tools/audit/judge';
import { runScenarios, useStage, type Scenario } from '../../core/tools/audit/scenarios';
import { runPlan, type Place, type Plan } from '../../core/tools/audit/plans';
import type { Line } from '../../core/tools/audit/verdicts';

/** Requests a second, in place of the node's own 20, since not the pace is tested here. */
const PACE = 2000;

/** A sandbox on this machine responds in milliseconds; what is slower than this is a fault. */
const TIMEOUT_MS = 1200;

/** Transfers that go through the node in one sandbox. */
export interface TransferBatch {
	version: Version;
	plan: Plan;
	rows: WantedRow[];
	onError: 'continue' | 'stop';
	/** Faults of the first run or try, of the second, and so on; where there are no more, the last ones stay. */
	stages: Fault[][];
	sandbox?: DaxPayOptions;
	/** What the channel does with transfers from the second run on. */
	laterChannel?: DaxPayOptions['channel'];
	/** What the channel says when it refuses from the second run on. */
	laterErrorMsg?: string;
	/** In the second run nothing listens where DaxPay was. */
	secondRunUnreachable?: boolean;
}

/** Runs DaxPay transfers through n8n-core's real contexts; `lanes` as for payouts. */
export async function runTransfers(scenarios: Array<Scenario<TransferBatch>>, lanes: number): Promise<Line[]> {
	const sandboxes = new Sandboxes();
	try {
		await sandboxes.start();
		return await atRaisedPace(
			async () =>
				await runScenarios(
					scenarios,
					lanes,
					async (batch) => await sandboxes.use(async (sandbox) => await runBatch(sandbox, batch)),
				),
		);
	} finally {
		await sandboxes.close();
	}
}

async function runBatch(sandbox: DaxPaySandbox, batch: TransferBatch): Promise<Verdict> {
	const { version, rows } = batch;
	sandbox.configure({ apiVersion: version, ...batch.sandbox });
	const credential = credentialOf(sandbox);
	let runs = 0;
	const inputs = rows.map(({ out_trade_no, to_address, amount }) => ({
		number: out_trade_no,
		account: to_address,
		amount,
	}));
	const place: Place = {
		rows,
		names: { number: 'bizTransferNo', transaction: 'transferNo' },
		useStage(index) {
			useStage(sandbox, batch.stages[index]);
			const { laterChannel, laterErrorMsg } = batch;
			if (index > 0 && laterChannel !== undefined)
				sandbox.configure({ channel: laterChannel, ...(laterErrorMsg !== undefined && { errorMsg: laterErrorMsg }) });
		},
		async run(turn) {
			runs += 1;
			return await runDaxPay(sandbox, transferParameters(version, { requestOptions: { timeout: TIMEOUT_MS } }), {
				credential: {
					...credential,
					...(turn > 0 && batch.secondRunUnreachable && { serverUrl: 'http://127.0.0.1:9' }),
				},
				rows: inputs,
				...(batch.onError === 'continue' && { onError: 'continueErrorOutput' }),
			});
		},
		settledLedger: async () => await settledLedger(sandbox),
	};
	const verdict = await runPlan(batch.plan, place);
	const resent = sentTooOften(sandbox, rows, runs);
	return { ...verdict, unclear: verdict.unclear + resent.length, complaints: [...verdict.complaints, ...resent] };
}

/** The sandbox's channel knows its numbers again, so a request that is silently sent again shows only here. */
function sentTooOften(sandbox: DaxPaySandbox, rows: WantedRow[], runs: number): string[] {
	const sent = Map.groupBy(
		sandbox.state().requests.filter(({ path }) => path === '/unipay/transfer'),
		({ number }) => number,
	);
	return [...Map.groupBy(rows, ({ out_trade_no }) => out_trade_no)].flatMap(([number, same]) => {
		const times = sent.get(number)?.length ?? 0;
		return times > same.length * runs ? [`${number} was sent ${times} times in ${runs} runs`] : [];
	});
}

/** What the channel really moved, with the payee and DaxPay's own number from its entry. */
async function settledLedger(sandbox: DaxPaySandbox): Promise<LedgerEntry[]> {
	await waitFor(
		'late requests to be processed',
		() => sandbox.state().requests.every(({ fault, status }) => status !== null || fault?.startsWith('cut')),
		{ timeoutMs: 60_000, everyMs: 200 },
	);
	const { moved, transfers, elsewhere } = sandbox.state();
	if (elsewhere > 0) throw new Error(`${elsewhere} transfers followed a redirect to another address`);
	const entries = new Map(transfers.map((entry) => [entry.bizNo, entry]));
	return moved.map(({ bizNo, amount }) => ({
		out_trade_no: bizNo,
		to_address: entries.get(bizNo)?.payeeAccount ?? '',
		amount: String(amount / 100),
		transaction_id: entries.get(bizNo)?.no ?? '',
	}));
}

/** How many batches run at the same time: with more, this process would be too busy to respond before the time-out. */
const SANDBOXES = 20;

/** Sandboxes that are used again, because each new one makes keys, which takes longer than a batch's requests. */
class Sandboxes {
	private readonly all: DaxPaySandbox[] = [];

	private readonly idle: DaxPaySandbox[] = [];

	async start(): Promise<void> {
		while (this.all.length < SANDBOXES) this.all.push(await startDaxPaySandbox());
		this.idle.push(...this.all);
	}

	async use<T>(work: (sandbox: DaxPaySandbox) => Promise<T>): Promise<T> {
		const sandbox = await waitFor('a sandbox', () => this.idle.pop(), { timeoutMs: 1_800_000, everyMs: 20 });
		sandbox.reset();
		const result = await work(sandbox);
		this.idle.push(sandbox);
		return result;
	}

	async close(): Promise<void> {
		await Promise.all(this.all.map(async (sandbox) => await sandbox.close()));
	}
}

/** The node's pace for DaxPay is fixed, so it is raised in the rate limiter itself. */
async function atRaisedPace<T>(work: () => Promise<T>): Promise<T> {
	const method = 'acquire' satisfies keyof RateLimiter;
	const original = Object.getOwnPropertyDescriptor(RateLimiter.prototype, method) as TypedPropertyDescriptor<
		RateLimiter[typeof method]
	>;
	const acquire = original.value as RateLimiter[typeof method];
	RateLimiter.prototype[method] = async function (this: RateLimiter, _own, ...rest) {
		return await acquire.call(this, PACE, ...rest);
	};
	try {
		return await work();
	} finally {
		Object.defineProperty(RateLimiter.prototype, method, original);
	}
}

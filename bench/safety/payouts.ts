import type { IDataObject, INodeParameters } from 'n8n-workflow';
import {
	DEFAULT_APP,
	startSandbox,
	type Fault,
	type MoneySent,
	type Sandbox,
	type SandboxOptions,
} from '../../sandbox/server';
import { runNode, type Credential, type Item } from '../../tools/tokenpay/runNode';
import type { Report, Verdict } from '../../core/tools/audit/judge';
import { makeRows, type PayoutRow } from '../../tools/tokenpay/payoutRows';
import { runOnce, runPlan, type Place, type Plan } from '../../core/tools/audit/plans';
import { useStage } from '../../core/tools/audit/scenarios';
import { PAYOUT_FIELDS } from '../../core/tools/audit/reports';
import { settledLedger } from './settledLedger';

/** What a run does with its rows: it pays them, looks at them only, or waits until they have landed. */
export type Doing = 'pay' | 'preview' | 'wait';

/** Rows that go through the node in one sandbox of their own. */
export interface Batch {
	plan: Plan;
	rows: PayoutRow[];
	/** Rows of the second of two runs, where they are others. */
	laterRows?: PayoutRow[];
	onError: 'continue' | 'stop';
	/** Faults of the first run or try, of the second, and so on; where there are no more, the last ones stay. */
	stages: Fault[][];
	sandbox?: SandboxOptions;
	/** What changes in the sandbox from the second run or try on. */
	laterSandbox?: SandboxOptions;
	/** The account counts in another unit than the credential says. */
	otherUnit?: boolean;
	credential?: Credential;
	parameters?: INodeParameters;
	/** Requests a second; high, since not the pace is tested here. */
	pace?: number;
	/** What the first run does and what the second; they pay unless they are named. */
	runs?: [Doing, Doing];
	/** In the second run nothing listens where TokenPay was. */
	secondRunUnreachable?: boolean;
}

/** Runs one batch as planned, in a sandbox of its own. */
export async function runBatch(batch: Batch): Promise<Verdict> {
	const sandbox = await startSandbox({
		requestsPerSecond: 0,
		payoutDelayMs: -1,
		balances: { USDT: '1000000000' },
		...batch.sandbox,
	});
	try {
		return await runPlan(batch.plan, placeOf(sandbox, batch));
	} finally {
		await sandbox.close();
	}
}

function placeOf(sandbox: Sandbox, batch: Batch): Place {
	return {
		rows: batch.rows,
		names: PAYOUT_FIELDS,
		...(batch.laterRows && { laterRows: batch.laterRows }),
		...(batch.otherUnit && { otherUnit: true }),
		useStage(index) {
			useStage(sandbox, batch.stages[index]);
			if (index > 0 && batch.laterSandbox) sandbox.configure(batch.laterSandbox);
		},
		run: async (turn) =>
			await tryNode(
				turn > 0 && batch.laterRows ? { ...batch, rows: batch.laterRows } : batch,
				turn > 0 && batch.secondRunUnreachable ? 'http://127.0.0.1:9' : sandbox.url,
				batch.runs?.[turn > 0 ? 1 : 0] ?? 'pay',
			),
		settledLedger: async () => await settledLedger(sandbox),
	};
}

async function tryNode(
	{ rows, onError, credential, parameters, pace = 2000 }: Batch,
	url: string,
	doing: Doing,
): Promise<Item[]> {
	const items = await runNode({
		credential: { environment: 'custom', baseUrl: url, ...DEFAULT_APP, requestsPerSecond: pace, ...credential },
		parameters: { ...payoutParameters(), ...parameters, ...OTHERWISE[doing] },
		rows: rows as unknown as IDataObject[],
		...(onError === 'continue' && { onError: 'continueErrorOutput' }),
	});
	return items.map((item) => ({ ...item, json: claimOf(item.json, doing) }));
}

/** Long enough for three look-ups, in minutes. */
const WAIT = 0.2;

/** What is typed otherwise where a run does not pay. */
const OTHERWISE: Record<Doing, INodeParameters> = {
	pay: {},
	preview: { operation: 'preview', returnAs: 'items', options: { lookUpNumbers: true, checkBalance: true } },
	wait: { operation: 'waitUntilLanded', lookUpBy: 'outTradeNo', maximumWait: WAIT },
};

/** What an item claims about money: a preview, that it sent nothing; a wait that ended, that nobody knows. */
function claimOf(json: IDataObject, doing: Doing): IDataObject {
	if (doing === 'preview') return { error: 'looked at only', details: { outcome: 'unpaid', nothing_sent: true } };
	return doing === 'wait' && json['landed'] === false
		? { error: 'not landed yet', details: { outcome: 'unknown' } }
		: json;
}

function payoutParameters(): INodeParameters {
	const byName = (value: string) => ({ __rl: true, mode: 'name', value });
	return {
		resource: 'payout',
		operation: 'create',
		outTradeNo: '={{ $json.out_trade_no }}',
		chain: byName('TRON'),
		currency: byName('USDT'),
		amount: '={{ $json.amount }}',
		toAddress: '={{ $json.to_address }}',
		additionalFields: {},
		options: {},
		// A sandbox on this machine responds in milliseconds; what is slower than this is a fault.
		requestOptions: { timeout: 1200 },
	};
}

/** Pays a few rows for real and gives the node's reports with the ledger they belong to. */
export async function trueReports(): Promise<{ reports: Report[]; ledger: MoneySent[] }> {
	const sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
	try {
		const batch: Batch = { plan: 'once', rows: makeRows('selftest', 4), onError: 'continue', stages: [] };
		sandbox.addFault({ kind: 'code', code: 20005, number: 'selftest-4' });
		return { reports: await runOnce(placeOf(sandbox, batch)), ledger: await settledLedger(sandbox) };
	} finally {
		await sandbox.close();
	}
}

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';
import { startDaxPaySandbox, type DaxPaySandbox } from '../../../daxpay/sandbox/server';
import { credentialOf, transferParameters } from '../../../daxpay/tools/runDaxPay';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../../../sandbox/server';
import { buildAndPack, unpackInto, unpackedIn } from '../../../core/tools/n8n/pack';
import { runNode, type CredentialType, type Item } from '../../../core/tools/n8n/runNode';
import { DAXPAY, PACKAGES, PROJECT, TOKENPAY, type NodePackage } from '../../../core/tools/project';

const MINUTE = 60_000;
jest.setTimeout(MINUTE);

/** Far more than are sent while the other package does its work. */
const LONG_LINE = 400;
/** A response that comes after the test is over. */
const NEVER = { kind: 'slow', delayMs: 10 * MINUTE } as const;

type Bundle<Name extends string> = Record<Name, new () => INodeType> & Record<`${Name}Api`, new () => CredentialType>;

let work: string;
let tokenPay: Sandbox;
let daxPay: DaxPaySandbox;
let tokenPayBundle: Bundle<'TokenPay'>;
let daxPayBundle: Bundle<'DaxPay'>;

const bundleOf = (own: NodePackage) => path.join(unpackedIn(work, own), 'dist', 'package.js');

beforeAll(async () => {
	work = await mkdtemp(path.join(tmpdir(), 'tokenpay-bundles-'));
	for (const own of PACKAGES) await unpackInto(await buildAndPack(own, work), work);
	// The peer, which n8n brings.
	await mkdir(path.join(work, 'node_modules'));
	const peer = path.join('node_modules', 'n8n-workflow');
	await symlink(path.join(PROJECT, peer), path.join(work, peer));
	tokenPayBundle = jest.requireActual(bundleOf(TOKENPAY));
	daxPayBundle = jest.requireActual(bundleOf(DAXPAY));
}, 5 * MINUTE);

afterAll(async () => {
	if (work) await rm(work, { recursive: true, force: true });
});

// Afresh, since a rate limiter outlives a test: it belongs to an address and an application.
beforeEach(async () => {
	tokenPay = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
	daxPay = await startDaxPaySandbox();
});

const controllers: AbortController[] = [];
afterEach(async () => {
	for (const controller of controllers.splice(0)) controller.abort();
	await tokenPay.close();
	await daxPay.close();
});

/** A run that goes on beside the test. */
interface Running {
	isDone: () => boolean;
	/** Ends it as n8n's Stop button does. */
	stop: () => Promise<Item[]>;
}

function beside(run: (signal: AbortSignal) => Promise<Item[]>): Running {
	const controller = new AbortController();
	controllers.push(controller);
	let done = false;
	const ended = run(controller.signal).finally(() => (done = true));
	return {
		isDone: () => done,
		async stop() {
			controller.abort();
			return await ended;
		},
	};
}

const rowsOf = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ number: `row-${index + 1}` }));

async function payOut(rows: IDataObject[], requestsPerSecond: number, signal?: AbortSignal): Promise<Item[]> {
	const parameters: INodeParameters = {
		resource: 'payout',
		operation: 'create',
		outTradeNo: '={{ $json.number }}',
		chain: { __rl: true, mode: 'name', value: 'TRON' },
		currency: { __rl: true, mode: 'name', value: 'USDT' },
		amount: '1.5',
		toAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
		additionalFields: {},
	};
	return await runNode({
		nodeType: new tokenPayBundle.TokenPay(),
		credentialType: new tokenPayBundle.TokenPayApi(),
		credential: { environment: 'custom', baseUrl: tokenPay.url, ...DEFAULT_APP, requestsPerSecond },
		parameters,
		rows,
		onError: 'continueRegularOutput',
		...(signal && { signal }),
	});
}

async function transfer(rows: IDataObject[], signal?: AbortSignal): Promise<Item[]> {
	return await runNode({
		nodeType: new daxPayBundle.DaxPay(),
		credentialType: new daxPayBundle.DaxPayApi(),
		credential: credentialOf(daxPay),
		parameters: transferParameters('v3'),
		rows,
		onError: 'continueRegularOutput',
		...(signal && { signal }),
	});
}

const paidOut = () => tokenPay.state().moneySent.map(({ out_trade_no }) => out_trade_no);
const transferred = () => daxPay.state().moved.map(({ bizNo }) => bizNo);
const failuresIn = (items: Item[]) => items.filter(({ json }) => 'error' in json).length;

describe('Both bundles in one process', () => {
	it('stand in a line each: TokenPay has hundreds of payouts to send, and DaxPay transfers before their turn comes', async () => {
		const payouts = beside(async (signal) => await payOut(rowsOf(LONG_LINE), 5, signal));
		await tokenPay.waitFor(({ requests }) => requests.length > 0, MINUTE);

		expect(failuresIn(await transfer(rowsOf(5)))).toBe(0);
		expect(transferred().sort()).toEqual(rowsOf(5).map(({ number }) => number));
		// In one line with them, it would come after every payout.
		expect(tokenPay.state().requests.length).toBeLessThan(LONG_LINE);
		expect(payouts.isDone()).toBe(false);
		expect(failuresIn(await payouts.stop())).toBeGreaterThan(0);
	});

	it('stand in a line each: DaxPay has hundreds of requests to send, and TokenPay pays before their turn comes', async () => {
		const transfers = beside(async (signal) => await transfer(rowsOf(LONG_LINE), signal));
		await daxPay.waitFor(({ requests }) => requests.length > 0, MINUTE);

		expect(failuresIn(await payOut(rowsOf(1), 5))).toBe(0);
		expect(paidOut()).toEqual(['row-1']);
		// In one line with them, it would come after the look-up of every transfer.
		expect(daxPay.state().requests.length).toBeLessThan(LONG_LINE);
		expect(transfers.isDone()).toBe(false);
		expect(failuresIn(await transfers.stop())).toBeGreaterThan(0);
	});

	it('hold their own numbers: a number that TokenPay is about to pay is free for DaxPay', async () => {
		tokenPay.addFault(NEVER);
		const payouts = beside(async (signal) => await payOut(rowsOf(1), 1000, signal));
		await tokenPay.waitFor(() => paidOut().includes('row-1'), MINUTE);

		expect(failuresIn(await transfer(rowsOf(1)))).toBe(0);
		expect(transferred()).toEqual(['row-1']);
		expect(payouts.isDone()).toBe(false);
		await payouts.stop();
	});

	it('hold their own numbers: a number that DaxPay is about to transfer is free for TokenPay', async () => {
		daxPay.addFault(NEVER);
		const transfers = beside(async (signal) => await transfer(rowsOf(1), signal));
		await daxPay.waitFor(() => transferred().includes('row-1'), MINUTE);

		expect(failuresIn(await payOut(rowsOf(1), 1000))).toBe(0);
		expect(paidOut()).toEqual(['row-1']);
		expect(transfers.isDone()).toBe(false);
		await transfers.stop();
	});

	it('leave nothing where the other could find it', async () => {
		const script = `
			const peer = require('n8n-workflow');
			const reachable = () => [...Reflect.ownKeys(globalThis), ...Object.entries(peer).flat()];
			const before = new Set(reachable());
			for (const bundle of process.argv.slice(1)) require(bundle);
			console.log(reachable().filter((one) => !before.has(one)).map(String));`;
		const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, ...PACKAGES.map(bundleOf)], {
			cwd: PROJECT,
		});
		expect(stdout.trim()).toBe('[]');
	});
});

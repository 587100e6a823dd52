import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { fastClock } from '../../core/tools/async/clocks';
import type { InstalledExamples } from '../../tools/examples/install';
import { runNode } from '../../tools/tokenpay/runNode';
import { parseCsv } from '../../tools/tokenpay/csv';
import { fillPlatforms, LANDS_VISIBLY, startPlatforms, stopPlatforms, type Platforms } from '../examples';
import { readFlags } from '../flags';
import { welcome } from '../welcome';

describe('what the terminal says', () => {
	const text = welcome({
		n8nUrl: 'http://127.0.0.1:5678',
		tokenPayUrl: 'http://127.0.0.1:8787',
		daxPayUrl: 'http://127.0.0.1:8788',
		email: 'demo@example.com',
		password: 'Demo-1',
		formUser: 'demo',
		pages: { 'Pay out an uploaded CSV': 'http://127.0.0.1:5678/form/1', Short: 'http://127.0.0.1:5678/form/2' },
		files: { payouts: '.demo/files/payouts.csv', results: '.demo/files/results.csv', folder: '.demo' },
		landAfterMs: 10_000,
	});
	const lines = text.trim().split('\n');

	test('begins with the list of workflows and the sign-in, then what to try first', () => {
		expect(lines[0]).toBe('Begin here:  http://127.0.0.1:5678/home/workflows');
		expect(lines[1]).toBe('Sign in as:  demo@example.com   Demo-1');
		expect(lines.find((line) => line.startsWith('First: '))).toContain('"Pay out a spreadsheet"');
		expect(text).toContain('After 10 seconds the coins land');
	});

	test('names each page once, and is short', () => {
		for (const address of ['http://127.0.0.1:5678/form/1', 'http://127.0.0.1:5678/form/2', 'http://127.0.0.1:8788'])
			expect(text.split(address)).toHaveLength(2);
		expect(lines.length).toBeLessThanOrEqual(18);
		expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(150);
	});
});

describe('the platforms', () => {
	let platforms: Platforms;
	let folder: string;

	afterEach(async () => {
		await stopPlatforms(platforms);
		if (folder) await rm(folder, { recursive: true, force: true });
	});

	test('let coins land after ten seconds where a person watches, and after two by themselves', async () => {
		const ports = { tokenPay: 0, daxPay: 0 };
		platforms = await startPlatforms(ports, { landAfterMs: LANDS_VISIBLY });
		expect(platforms.tokenPay.state().settings.payoutDelayMs).toBe(10_000);
		await stopPlatforms(platforms);
		platforms = await startPlatforms(ports);
		expect(platforms.tokenPay.state().settings.payoutDelayMs).toBe(2000);
		expect(readFlags(['--once'])?.once).toBe(true);
	});

	test('have an older payout that says where it comes from, on the page and in the message of the row that meets it', async () => {
		platforms = await startPlatforms({ tokenPay: 0, daxPay: 0 });
		folder = await mkdtemp(path.join(tmpdir(), 'tokenpay-demo-test-'));
		const payoutsFile = path.join(folder, 'payouts.csv');
		await fillPlatforms(platforms, { payoutsFile } as InstalledExamples);
		const origin = 'An older payout, put here by the demo so that row-9 finds its number taken';
		expect(platforms.tokenPay.state().payouts).toMatchObject([
			{ out_trade_no: 'row-9', trade_state: 'SUCCESS', description: origin },
		]);

		const row = parseCsv(await readFile(payoutsFile, 'utf8')).find(({ out_trade_no }) => out_trade_no === 'row-9');
		const [item] = await runNode({
			clock: fastClock,
			credential: { environment: 'custom', requestsPerSecond: 1000, ...platforms.account },
			parameters: { resource: 'payout', operation: 'create', mappingMode: 'autoMapInputData' },
			rows: [{ ...row }],
			onError: 'continueRegularOutput',
		});
		expect(item?.json.error).toContain('different payout');
		expect(item?.json.message).toMatch(
			new RegExp(
				` The one that TokenPay has was made on \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC and described as "${origin}"\\.$`,
			),
		);
		expect(platforms.tokenPay.state().moneySent).toHaveLength(1);
	});
});

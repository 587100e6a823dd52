import { parseArgs } from 'node:util';
import { readBody, reply, serve } from '../core/sandbox/http';
import type { N8nServer } from '../core/tools/n8n/server';
import { startSandbox, type Sandbox } from '../sandbox/server';
import { publishWebhookNode, publishTokenPayTrigger } from '../tools/notifications/deliveries';
import { readWhileStopped } from './safety/notifications';
import { isClean, judge, type Report } from '../core/tools/audit/judge';
import { testTheJudge } from './safety/selfTest';
import { withServers } from './safety/server';
import { printTable } from '../core/tools/table';
import { runProgram } from '../core/tools/system/runProgram';
import { heapOf, PROBED } from './soak/memory';
import { keepNotifying, type Sent } from './soak/notify';
import { keepPaying, keepPostingPlainly, type Paid } from './soak/pay';
import { keepChanging } from './soak/faultSchedule';

const HELP = `Lets two n8n servers work for a while, one with this package's nodes and one with n8n's own at the same rate.

  npm run bench:soak -- [--minutes N] [--rate N] [--seed N]

  --minutes  how long notifications and payouts go on (default 20)
  --rate     notifications a second, to each server (default 5)
  --seed     start of the pseudo-random sequences of faults, repetitions and rows (default 1)

Fails if a payout was made twice or misreported, an acknowledged notification is not stored, or something is still
unknown after faults have ended. Shows the heap of both servers after a collection, at the start and at the end.
`;

/** n8n spares only its own Webhook node the expression isolate that every request costs other triggers; here it spares none. */
const FAIR = { N8N_EXPRESSION_ENGINE_ALLOW_WEBHOOK_ISOLATE_SKIP: 'false' };

const MINUTE = 60_000;
/** Workflows that pay at the same time. */
const LANES = 2;
const RUN_EVERY_MS = 8000;

async function main(): Promise<boolean> {
	const { values } = parseArgs({
		options: {
			minutes: { type: 'string', default: '20' },
			rate: { type: 'string', default: '5' },
			seed: { type: 'string', default: '1' },
			help: { type: 'boolean', default: false },
		},
	});
	const [minutes = 0, rate = 0, seed = 0] = [values.minutes, values.rate, values.seed].map(Number);
	if (values.help || !(minutes > 0 && minutes <= 240) || !(rate > 0 && rate <= 50) || !Number.isInteger(seed)) {
		console.log(HELP);
		return values.help;
	}
	await testTheJudge();
	return await withServers(2, { env: FAIR, nodeFlags: PROBED }, async ([ours, plain]) => {
		const sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1, balances: { USDT: '1000000000' } });
		const yes = await sayYes();
		try {
			const yesUrl = `http://127.0.0.1:${yes.port}/`;
			return await soak(ours as N8nServer, plain as N8nServer, sandbox, yesUrl, { minutes, rate, seed });
		} finally {
			await yes.close();
			await sandbox.close();
		}
	});
}

async function soak(
	ours: N8nServer,
	plain: N8nServer,
	sandbox: Sandbox,
	yesUrl: string,
	{ minutes, rate, seed }: { minutes: number; rate: number; seed: number },
): Promise<boolean> {
	const trigger = await publishTokenPayTrigger(ours);
	const plainTrigger = await publishWebhookNode(plain);
	const until = Date.now() + minutes * MINUTE;
	const lanes = Array.from({ length: LANES }, (_, index) => ({
		name: `lane${index + 1}`,
		seed: seed * 100 + index,
		every: RUN_EVERY_MS,
		until,
	}));
	const traffic = { perSecond: rate, until, seed };
	const heapsAtStart = await heapsOf(ours, plain);
	console.log(`Notifications and payouts for ${minutes} minutes …`);
	const [changes, sent, plainSent, paid, plainRuns] = await Promise.all([
		keepChanging(sandbox, until, seed),
		keepNotifying({ ...traffic, url: `${ours.url}${trigger.path}` }),
		keepNotifying({ ...traffic, url: `${plain.url}${plainTrigger.path}` }),
		Promise.all(lanes.map(async (lane) => await keepPaying({ ...lane, server: ours }, sandbox))),
		Promise.all(lanes.map(async (lane) => await keepPostingPlainly({ ...lane, server: plain }, yesUrl))),
	]);

	console.log('Faults are over. Running what is not paid yet again …');
	const before = endings(paid);
	for (const lane of paid) {
		const open = [...lane.last.values()].filter(({ reported }) => reported !== 'paid').map(({ row }) => row);
		// In the same portions as before.
		for (let at = 0; at < open.length; at += 10)
			await lane.again(open.slice(at, at + 10) as Parameters<typeof lane.again>[0]);
	}
	const after = endings(paid);
	const heapsAtEnd = await heapsOf(ours, plain);
	const ledger = sandbox.state().moneySent;
	const last = paid.flatMap((lane) => [...lane.last.values()]);
	const verdict = judge(last, ledger);
	const complaints = [...paid.flatMap((lane) => lane.complaints), ...verdict.complaints];

	const stored = await readWhileStopped(ours, trigger.workflowId);
	const names = new Set(stored.map(({ number }) => number));
	const finished = new Set(stored.filter(({ status }) => status === 'success').map(({ number }) => number));
	const lost = [...sent.acknowledged].filter((name) => !names.has(name));
	const unfinished = [...sent.acknowledged].filter((name) => !finished.has(name));
	const duplicates = stored.length - names.size;

	console.log(`\nSoak of ${minutes} minutes, ${rate} notifications a second, seed ${seed}`);
	printTable(
		['payouts', 'count'],
		[
			['executions', total(paid.map(({ runs }) => runs))],
			['rows sent to the node, old numbers again included', total(paid.map(({ asked }) => asked))],
			['numbers', last.length],
			['paid once', verdict.paidOnce],
			['paid twice', verdict.paidTwice],
			['misreported, or without a clear report', complaints.length - verdict.paidTwice],
			['requests with a fault, of the last 5,000', faultyRequests(sandbox)],
			['changes of the faults', changes],
			['numbers once reported unknown', total(paid.map(({ unknown }) => unknown.size))],
			['open when faults ended: unknown', before.unknown],
			['open when faults ended: unpaid or not sent', before.unpaid],
			['run again: paid', after.paid - before.paid],
			['run again: still unknown', after.unknown],
			['run again: still unpaid', after.unpaid],
		],
	);
	printTable(
		['notifications', 'this package', "n8n's Webhook"],
		[
			...rowsOf(sent, plainSent),
			['events stored', names.size, '-'],
			['events acknowledged but not stored (lost)', lost.length, '-'],
			['events without a finished execution', unfinished.length, '-'],
			['repetitions that started the workflow again', duplicates, '-'],
			['runs of the payout workflow', total(paid.map(({ runs }) => runs)), total(plainRuns)],
		],
	);
	printTable(
		['heap after a collection, MB', 'this package', "n8n's own nodes"],
		[
			['at the start', ...heapsAtStart],
			['at the end', ...heapsAtEnd],
		],
	);
	for (const complaint of complaints.slice(0, 10)) console.log(`NOT AS IT SHOULD BE  ${complaint}`);
	const good =
		isClean(verdict) &&
		complaints.length === 0 &&
		after.unknown + after.unpaid === 0 &&
		verdict.paidOnce === last.length &&
		sent.unanswered + lost.length + unfinished.length === 0 &&
		last.length > 0 &&
		sent.events > 0;
	console.log(good ? 'Nothing was paid twice, lost or left unclear.' : 'NOT ALL IS AS IT SHOULD BE: see above.');
	return good;
}

async function heapsOf(...servers: N8nServer[]): Promise<string[]> {
	return (await Promise.all(servers.map(heapOf))).map((megabytes) => megabytes.toFixed(1));
}

function rowsOf(ours: Sent, plain: Sent): Array<[string, number, number]> {
	const row = (name: string, what: (sent: Sent) => number): [string, number, number] => [name, what(ours), what(plain)];
	return [
		row('events sent', ({ events }) => events),
		row('deliveries, repetitions included', ({ deliveries }) => deliveries),
		row('attempts', ({ attempts }) => attempts),
		row('of them broken off', ({ aborted }) => aborted),
		row('events acknowledged', ({ acknowledged }) => acknowledged.size),
		row('deliveries never acknowledged', ({ unanswered }) => unanswered),
	];
}

/** How the numbers stand by their last reports. */
function endings(paid: Paid[]): Record<'paid' | 'unknown' | 'unpaid', number> {
	const reported = paid.flatMap(({ last }) => [...last.values()].map((report: Report) => report.reported));
	const count = (...which: Array<Report['reported']>) => reported.filter((one) => which.includes(one)).length;
	return { paid: count('paid'), unknown: count('unknown', 'nothing'), unpaid: count('unpaid', 'not sent') };
}

const faultyRequests = (sandbox: Sandbox): number =>
	sandbox.state().requests.filter(({ fault }) => fault !== null).length;
const total = (counts: number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** A server that says yes to everything. */
async function sayYes(): ReturnType<typeof serve> {
	return await serve(0, async (request, response) => {
		await readBody(request);
		reply(response, 200, 'application/json', '{"code":0,"msg":"success","data":{"trade_state":"NOTPAY"}}');
	});
}

runProgram(main);

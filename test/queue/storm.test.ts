import {
	deliver,
	eventName,
	LAST_NODE,
	publishTokenPayTrigger,
	type Delivered,
} from '../../tools/notifications/deliveries';
import { makeRows } from '../../tools/tokenpay/payoutRows';
import type { N8nItem } from '../../core/tools/n8n/types';
import { waitFor } from '../../core/tools/async/waitFor';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { QueueInstallation, type StoredExecution } from './installation';
import {
	itemsOf,
	postRows,
	publishPayouts,
	reportsOf,
	runAgain,
	WAIT,
	type PayoutWorkflow,
	type RunAgain,
	type Unfinished,
} from './operator';

const MINUTE = 60_000;

const WORKFLOWS = 5;
const PAYOUTS = 500;
/** Of a list more, which waits until all of it has landed. */
const WAITING = 20;
const EVENTS = 1200;
const DELIVERIES = 2000;
/** What TokenPay allows, and what the credential says; the workers find their shares of it. */
const ALLOWED_PER_SECOND = 5;

const QUERY = '/v1/payanother/query';

let n8n: QueueInstallation;
let sandbox: Sandbox;
let payouts: PayoutWorkflow[];
/** One of them. */
let waiting: PayoutWorkflow;
let delivered: Delivered;
let notificationsId: string;
let payoutsAgain: RunAgain;
let notificationsAgain: RunAgain;
let storedPayouts: StoredExecution[];
let storedNotifications: StoredExecution[];

const started = performance.now();
const log = (line: string) =>
	process.stderr.write(`[${String(Math.round((performance.now() - started) / 1000)).padStart(3)} s] ${line}\n`);

const allRows = () => payouts.flatMap(({ rows }) => rows);
const isPaid = (json: N8nItem['json']) => json.error === undefined;

beforeAll(async () => {
	sandbox = await startSandbox({ requestsPerSecond: ALLOWED_PER_SECOND, payoutDelayMs: -1 });
	sandbox.addFault({ kind: 'cut after', probability: 0.02, times: -1 });
	n8n = await QueueInstallation.start(log);
	const rows = makeRows('queue', PAYOUTS);
	const share = Math.ceil(PAYOUTS / WORKFLOWS);
	const account = { baseUrl: sandbox.url, requestsPerSecond: ALLOWED_PER_SECOND };
	const lists = Array.from({ length: WORKFLOWS }, (_, index) => rows.slice(index * share, (index + 1) * share));
	const waiters = await publishPayouts(n8n.main, account, [makeRows('waiting', WAITING)], { waits: true });
	for (const one of waiters) waiting = one;
	payouts = [...waiters, ...(await publishPayouts(n8n.main, account, lists, { waits: false }))];
	const { workflowId, path } = await publishTokenPayTrigger(n8n.main);
	notificationsId = workflowId;
	log(`Paying ${PAYOUTS} in ${WORKFLOWS} workflows, delivering ${DELIVERIES} notifications of ${EVENTS} events`);
	await causeOutages(`${n8n.supervisor('webhook').server.url}${path}`);
	await report();
}, 20 * MINUTE);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
}, 2 * MINUTE);

/** Everything at once, with a fault after each of these numbers of payouts or acknowledged notifications. */
async function causeOutages(notifyUrl: string): Promise<void> {
	let acknowledged = 0;
	const paid = () => sandbox.state().moneySent.length;
	const after = async (count: () => number, least: number, what: string) =>
		await waitFor(`${least} ${what}`, () => count() >= least, { timeoutMs: 5 * MINUTE });
	const payoutIds = payouts.map(({ id }) => id);

	const notifications = deliver(notifyUrl, { events: EVENTS, deliveries: DELIVERIES }, (done) => {
		acknowledged = done;
		if (done % 250 === 0) log(`${done} of ${DELIVERIES} deliveries acknowledged`);
	}).then((all) => (delivered = all));
	const webhook = n8n.supervisor('webhook');
	await Promise.all(payouts.map(async (one) => await postRows(webhook.server, one, one.rows)));

	const faults = async () => {
		const numbers = new Set(waiting.rows.map(({ out_trade_no }) => out_trade_no));
		// Look-ups of those that wait go behind all that pays.
		const lookedUp = () =>
			sandbox.state().requests.filter(({ path, out_trade_no = '' }) => path === QUERY && numbers.has(out_trade_no));
		const made = () => sandbox.state().moneySent.filter(({ out_trade_no }) => numbers.has(out_trade_no));
		await after(() => made().length, WAITING, 'payouts to wait for');
		const lookedUpBefore = lookedUp().length;
		await after(() => lookedUp().length - lookedUpBefore, 3, 'look-ups of payouts that are waited for');
		const [wait] = await n8n.stored([waiting.id]);
		const waiter = n8n.workers.find((worker) => worker.atWork().includes(wait?.id ?? ''));
		if (waiter === undefined) throw new Error('No worker waits until payouts have landed');
		log(`Killing ${waiter.name} while execution ${wait?.id} waits until payouts have landed`);
		await waiter.kill();
		for (const { out_trade_no, transaction_id } of sandbox.state().payouts)
			if (numbers.has(out_trade_no)) sandbox.settle(transaction_id, 'SUCCESS');
		await waiter.up();

		await after(paid, 40, 'payouts');
		const lists = (await n8n.stored(payoutIds)).map(({ id }) => id);
		const paying = await waitFor('a worker to pay', () =>
			n8n.workers.find((worker) => worker.atWork().some((id) => lists.includes(id))),
		);
		log(`Killing ${paying.name} after ${paid()} payouts, at executions ${paying.atWork().join(', ')}`);
		await paying.kill();
		await paying.up();

		await after(() => acknowledged, 200, 'notifications');
		log(`Killing the webhook processor after ${acknowledged} acknowledged notifications`);
		await webhook.kill();
		await webhook.up();

		await after(paid, 120, 'payouts');
		log(`Killing Redis after ${paid()} payouts and ${acknowledged} acknowledged notifications`);
		const ends = n8n.processes.map((one) => one.ends);
		await n8n.redis.kill();
		await waitFor(
			'every process of n8n to give up',
			() => n8n.processes.every((one, index) => one.ends > (ends[index] ?? 0)),
			{ timeoutMs: MINUTE },
		);
		log(`Every process of n8n has ended; Redis comes back`);
		await n8n.redis.start();
		await Promise.all(n8n.processes.map(async (one) => await one.up()));
		log(`n8n is back, with ${acknowledged} acknowledged notifications`);

		const before = acknowledged;
		await after(() => acknowledged, before + 200, 'notifications');
		const other = n8n.workers.find((worker) => worker !== paying) ?? paying;
		await waitFor(`${other.name} to be at a notification`, () => other.atWork().length > 0, { everyMs: 20 });
		log(
			`Killing ${other.name} after ${acknowledged} acknowledged notifications, at executions ${other.atWork().join(', ')}`,
		);
		await other.kill();
		await other.up();
		log('The last fault is over');
	};
	const settlePayouts = async () => {
		const progress = setInterval(() => log(`${paid()} of ${PAYOUTS + WAITING} payouts made`), 15_000);
		try {
			payoutsAgain = await runAgain(n8n, payoutIds, (stored) =>
				payouts.flatMap((workflow): Unfinished[] => {
					const own = stored.filter(({ workflowId }) => workflowId === workflow.id);
					const reports = reportsOf(own);
					const left = workflow.rows.filter(({ out_trade_no }) => !reports.get(out_trade_no)?.some(isPaid));
					if (left.length === 0) return [];
					const open = own.findLast(({ status }) => status !== 'success');
					const retries = new Set(own.map(({ retryOf }) => retryOf));
					return open !== undefined && !retries.has(open.id)
						? [open]
						: [async () => await postRows(webhook.server, workflow, left)];
				}),
			);
		} finally {
			clearInterval(progress);
		}
		log(`All payouts are reported, after ${JSON.stringify(payoutsAgain)}`);
	};
	await Promise.all([notifications, faults().then(settlePayouts)]);

	notificationsAgain = await runAgain(n8n, [notificationsId], (stored) => {
		const byEvent = Map.groupBy(stored, nameIn);
		const finished = (name: string) => byEvent.get(name)?.some((one) => one.status === 'success');
		return [...delivered.acknowledged.keys()].map(eventName).flatMap((name) => {
			if (finished(name)) return [];
			const last = byEvent.get(name)?.findLast(({ status }) => status !== 'success');
			return last ? [last] : [];
		});
	});
	log(`All events are finished, after ${JSON.stringify(notificationsAgain)}`);
	storedPayouts = await n8n.stored(payoutIds);
	storedNotifications = await n8n.stored([notificationsId]);
}

const nameIn = ({ data }: StoredExecution) => /"(event-\d+)"/.exec(data)?.[1];

/** Every notification_id in an execution's data, which is a list of entries that refer to each other by their position. */
function notificationIds(data: string): unknown[] {
	const entries = JSON.parse(data) as Array<null | { notification_id?: string }>;
	return entries.flatMap((entry) =>
		entry?.notification_id === undefined ? [] : [entries[Number(entry.notification_id)]],
	);
}

/** Executions that n8n started by itself, by the event whose notification they hold. */
const startedByEvent = () =>
	Map.groupBy(
		storedNotifications.filter(({ retryOf }) => retryOf === null),
		nameIn,
	);

async function report(): Promise<void> {
	const byStatus = (stored: StoredExecution[]) =>
		JSON.stringify(
			Object.fromEntries([...Map.groupBy(stored, ({ status }) => status)].map(([s, { length }]) => [s, length])),
		);
	const { rateLimitHits, moneySent, requests } = sandbox.state();
	log(
		`Payouts: ${moneySent.length} made with ${requests.length} requests, ${rateLimitHits} refused for the pace; executions: ${byStatus(storedPayouts)}`,
	);
	log(
		`Notifications: ${DELIVERIES} deliveries in ${delivered.attempts} attempts, ${delivered.aborted} broken off by the sender; executions: ${byStatus(storedNotifications)}`,
	);
	const deaths = n8n.supervisor('webhook').endedAt;
	const reasonOf = (event: number) => {
		if (delivered.unanswered.has(event)) return 'after an attempt without an answer';
		if (delivered.simultaneous.has(event)) return 'sent twice at the same moment';
		const first = delivered.acknowledged.get(event) ?? Infinity;
		// What the trigger has seen is in its process first, and in the database a moment later.
		return deaths.some((at) => at > first) ? 'sent again after the webhook processor had died' : 'otherwise';
	};
	const duplicates: Record<string, number> = {};
	for (const [name, all] of startedByEvent()) {
		const reason = reasonOf(Number(name?.replace('event-', '')) - 1);
		if (all.length > 1) duplicates[reason] = (duplicates[reason] ?? 0) + all.length - 1;
	}
	log(`Executions of an event beyond its first: ${JSON.stringify(duplicates)}`);
	for (const { name, ends, server } of n8n.processes) {
		const ran = [...server.log.matchAll(/Worker started execution/g)].length;
		log(`${name} ended ${ends} times unasked${name.startsWith('worker') ? `, and took up ${ran} executions` : ''}`);
	}
}

describe('Payouts of several workflows on two workers', () => {
	it('are each made exactly once', () => {
		const { moneySent } = sandbox.state();
		const numbers = (list: Array<{ out_trade_no: string }>) => list.map(({ out_trade_no }) => out_trade_no).sort();
		expect(numbers(moneySent)).toEqual(numbers(allRows()));
	});

	it('go to the right address with the right amount', () => {
		const of = (list: Array<{ out_trade_no: string; to_address: string; amount: string }>) =>
			list.map(({ out_trade_no, to_address, amount }) => `${out_trade_no} ${amount} ${to_address}`).sort();
		expect(of(sandbox.state().moneySent)).toEqual(of(allRows()));
	});

	it('each end with a report of success, once interrupted executions have been run again', () => {
		const reports = reportsOf(storedPayouts);
		expect(allRows().filter(({ out_trade_no }) => !reports.get(out_trade_no)?.some(isPaid))).toEqual([]);
	});

	it('are reported with the number under which TokenPay has them', () => {
		const transactions = new Map(sandbox.state().moneySent.map((one) => [one.out_trade_no, one.transaction_id]));
		const wrong = [...reportsOf(storedPayouts)].flatMap(([number, all]) =>
			all.filter((json) => isPaid(json) && json.transaction_id !== transactions.get(number)),
		);
		expect(wrong).toEqual([]);
	});

	it('run on both workers', () => {
		const ids = storedPayouts.map(({ id }) => id);
		for (const { server } of n8n.workers)
			expect(ids.filter((id) => server.log.includes(`Worker started execution ${id} `))).not.toHaveLength(0);
	});

	it('share the five requests a second that TokenPay allows, and none of them ends as "too many requests"', () => {
		const { rateLimitHits, requests } = sandbox.state();
		// Workers that did not adapt would have half of their requests refused.
		expect(rateLimitHits / requests.length).toBeLessThan(0.15);
		const refused = [...reportsOf(storedPayouts).values()].flat().filter(({ error }) => /11001/.test(String(error)));
		expect(refused).toEqual([]);
	});
});

describe('A list that waited until its payouts had landed when its worker was killed', () => {
	it('says of each that it has landed, once it has been run again', () => {
		const landed = storedPayouts
			.filter(({ workflowId, status }) => workflowId === waiting.id && status === 'success')
			.flatMap((one) => itemsOf(one, WAIT))
			.map(({ json }) => `${String(json.out_trade_no)} ${String(json.landed)}`);
		expect([...new Set(landed)].sort()).toEqual(waiting.rows.map(({ out_trade_no }) => `${out_trade_no} true`).sort());
	});
});

describe('Notifications at the webhook processor', () => {
	it('are never acknowledged without a stored execution', () => {
		const events = startedByEvent();
		expect(delivered.acknowledged.size).toBe(EVENTS);
		expect([...delivered.acknowledged.keys()].map(eventName).filter((name) => !events.has(name))).toEqual([]);
	});

	it('are each worked through to the end with their own data, once interrupted executions have been run again', () => {
		const finished = storedNotifications
			.filter(({ status }) => status === 'success')
			.map((one) => itemsOf(one, LAST_NODE).map(({ json }) => json.out_trade_no));
		expect(finished.filter((numbers) => numbers.length !== 1)).toEqual([]);
		const numbers = new Set(finished.flat());
		expect([...delivered.acknowledged.keys()].map(eventName).filter((name) => !numbers.has(name))).toEqual([]);
	});

	it('carry the same notification_id whenever one starts a second execution', () => {
		const wrong = [...startedByEvent()].filter(([, all]) => {
			const ids = all.map(({ data }) => notificationIds(data));
			return new Set(ids.flat()).size !== 1 || ids.some(({ length }) => length === 0);
		});
		expect(wrong.map(([name, all]) => [name, all.map(({ id, status }) => `${id} ${status}`)])).toEqual([]);
	});
});

describe('The storm', () => {
	it('has killed every process', () => {
		expect(n8n.processes.filter(({ ends }) => ends === 0).map(({ name }) => name)).toEqual([]);
	});
});

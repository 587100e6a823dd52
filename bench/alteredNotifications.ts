import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { runProgram } from '../core/tools/system/runProgram';
import { type WebhookOutcome, callWebhook } from '../tools/tokenpay/runNode';
import { CREDENTIAL, type SignedNotification } from '../tools/notifications/build';
import { alteration, genuineNotifications, saysTheSame } from '../tools/notifications/alterations';
import { applySplice, repeats, sentNotifications, splice } from '../tools/notifications/splice';

const HELP = `Sends altered notifications, and ones put together of others, through n8n's webhook layer, and fails if one would start
a workflow with anything but what a genuine one says.

  npm run bench:altered -- [N]

  N  altered notifications (default 100,000); a fifth as many are put together of others
`;

/** Notifications are written anew after so many, so that age is never why one is refused. */
const AT_ONCE = 5000;

// Everything that a notification says is compared, not only what Simplify keeps.
const parameters = { events: ['payout.success', 'order.success', 'other'], simplify: false };

const receive = async (notification: SignedNotification): Promise<WebhookOutcome> =>
	await callWebhook({ credential: CREDENTIAL, parameters, ...notification });

const itemOf = ({ result }: WebhookOutcome): IDataObject | undefined => result.workflowData?.[0]?.[0]?.json;

const isRefused = ({ starts, status }: WebhookOutcome) => !starts && status === 401;

/** @returns how many were accepted */
async function sendAltered(wanted: number): Promise<number> {
	const kinds = new Set<string>();
	let [sent, accepted, intact] = [0, 0, 0];
	while (sent < wanted) {
		const genuine = genuineNotifications();
		if (!(await receive(genuine.fresh)).starts)
			throw new Error('The unaltered notification was refused, so this shows nothing.');
		intact += 1;
		for (const { what, apply } of fc.sample(alteration(), AT_ONCE)) {
			if (sent === wanted) break;
			const altered = apply(genuine);
			if (saysTheSame(altered, genuine.fresh)) continue;
			sent += 1;
			kinds.add(what);
			if (isRefused(await receive(altered))) continue;
			accepted += 1;
			console.error(`Accepted: ${what}`, altered.headers, altered.body.toString());
		}
	}
	console.log(
		`${sent} altered notifications of ${kinds.size} kinds: ${accepted} accepted (${intact} unaltered ones, all accepted)`,
	);
	return accepted;
}

/** @returns how many were accepted that say something of their own */
async function sendSpliced(wanted: number): Promise<number> {
	let [tried, accepted, repeated, ofOtherKind] = [0, 0, 0, 0];
	while (tried < wanted) {
		const sent = sentNotifications(Date.now());
		const genuine = new Map<unknown, IDataObject>();
		for (const one of sent) {
			const item = itemOf(await receive(one));
			if ((item !== undefined) !== one.isFresh)
				throw new Error('A fresh notification was refused or an old one accepted, so this shows nothing.');
			if (item) genuine.set(one.transactionId, item);
		}
		for (const how of fc.sample(splice(), Math.min(AT_ONCE, wanted - tried))) {
			tried += 1;
			const spliced = applySplice(how, sent);
			const outcome = await receive(spliced);
			if (isRefused(outcome)) continue;
			const item = itemOf(outcome);
			if (item && repeats(item, genuine)) {
				repeated += 1;
				if (item.event !== genuine.get(item.transaction_id)?.event) ofOtherKind += 1;
				continue;
			}
			accepted += 1;
			console.error('Accepted: put together', spliced.headers, spliced.body.toString());
		}
	}
	console.log(
		`${tried} put together of others: ${accepted} accepted that say something of their own; ${repeated} repeat a genuine one under its notification_id, ${ofOtherKind} of them called by another kind, which only Confirm With TokenPay can tell`,
	);
	return accepted;
}

async function main(): Promise<boolean> {
	const [given = '100000'] = process.argv.slice(2);
	const altered = Number(given);
	if (!Number.isInteger(altered) || altered < 1) {
		console.log(HELP);
		return given === '--help';
	}
	const spliced = Math.ceil(altered / 5);
	const started = performance.now();
	const accepted = (await sendAltered(altered)) + (await sendSpliced(spliced));
	const seconds = (performance.now() - started) / 1000;
	console.log(`${Math.round((altered + spliced) / seconds)} a second, ${seconds.toFixed(1)} s`);
	return accepted === 0;
}

runProgram(main);

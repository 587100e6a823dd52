// Sends altered notifications through n8n's webhook layer and counts those that would start a workflow.
// Usage: tsx bench/alteredNotifications.ts [how many, 100000 unless given]
import fc from 'fast-check';
import { callWebhook } from '../tools/n8n/runNode';
import { CREDENTIAL } from '../tools/notifications/build';
import { alteration, genuineNotifications, saysTheSame } from '../tools/notifications/alterations';

const wanted = Number(process.argv[2] ?? 100_000);

async function main(): Promise<void> {
	const started = performance.now();
	const kinds = new Map<string, number>();
	let sent = 0;
	let accepted = 0;
	let intact = 0;
	while (sent < wanted) {
		// Written anew now and then, so that age is never why one is refused.
		const genuine = genuineNotifications();
		if (!(await callWebhook({ credential: CREDENTIAL, ...genuine.fresh })).starts)
			throw new Error('The unaltered notification was refused, so this shows nothing.');
		intact += 1;
		for (const { what, apply } of fc.sample(alteration(), 5000)) {
			if (sent === wanted) break;
			const altered = apply(genuine);
			if (saysTheSame(altered, genuine.fresh)) continue;
			sent += 1;
			kinds.set(what, (kinds.get(what) ?? 0) + 1);
			const { starts, status } = await callWebhook({ credential: CREDENTIAL, ...altered });
			if (!starts && status === 401) continue;
			accepted += 1;
			console.error(`Accepted: ${what}`, altered.headers, altered.body.toString());
		}
	}
	const seconds = (performance.now() - started) / 1000;
	console.log(
		`${sent} altered notifications of ${kinds.size} kinds: ${accepted} accepted (${intact} unaltered ones, all accepted)`,
	);
	console.log(`${Math.round(sent / seconds)} a second, ${seconds.toFixed(1)} s`);
	process.exitCode = accepted === 0 ? 0 : 1;
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});

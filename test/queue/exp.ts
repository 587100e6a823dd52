import { makeRows } from '../../bench/safety/rows';
import { startSandbox } from '../../sandbox/server';
import { waitFor } from '../../demo/wait';
import { QueueInstallation } from './installation';
import { publishPayouts, postRows } from './operator';
const t0 = performance.now();
const log = (l: string) => console.log(`[${Math.round((performance.now() - t0) / 1000)} s] ${l}`);
async function main() {
	const away = process.argv.includes('away');
	const interval = process.argv[2] ?? '30000';
	const sandbox = await startSandbox({ requestsPerSecond: 0, payoutDelayMs: -1 });
	const n8n = await QueueInstallation.start(log, { QUEUE_WORKER_STALLED_INTERVAL: interval });
	try {
		const lists = Array.from({ length: 4 }, (_, i) => makeRows(`x${i}`, 40));
		const ps = await publishPayouts(n8n.main, { baseUrl: sandbox.url, requestsPerSecond: 2 }, lists);
		await Promise.all(ps.map(async (p) => await postRows(n8n.supervisor('webhook').server, p, p.rows)));
		await waitFor('10', () => sandbox.state().moneySent.length > 10, { timeoutMs: 60000 });
		const ids = ps.map((p) => p.id);
		log('kill worker-1' + (away ? ' for good' : ''));
		if (away) await n8n.supervisor('worker-1').stop();
		else await n8n.supervisor('worker-1').kill();
		let last = '';
		const until = performance.now() + 170_000;
		while (performance.now() < until) {
			const s =
				(await n8n.stored(ids)).map((e) => `${e.id}:${e.status}:${e.data.length}:retryOf=${e.retryOf}`).join(' ') +
				' live=' +
				(await n8n.underWay(ids)).join(',');
			if (s !== last) log(s);
			last = s;
			await new Promise((r) => setTimeout(r, 1000));
		}
		const open = (await n8n.stored(ids)).filter((e) => e.status !== 'success');
		for (const e of open) {
			log(`${e.id} data: ${e.data.slice(0, 700)}`);
			const r = await Promise.race([
				n8n.main.rest('POST', `/rest/executions/${e.id}/retry`, { loadWorkflow: false }).then(
					(x) => JSON.stringify(x).slice(0, 300),
					(x) => String(x),
				),
				new Promise((r) => setTimeout(() => r('pending'), 45000)),
			]);
			log(`retry ${e.id}: ${r}`);
		}
		log((await n8n.stored(ids)).map((e) => `${e.id}:${e.status}:${e.data.length}:retryOf=${e.retryOf}`).join(' '));
		log(`paid ${sandbox.state().moneySent.length}`);
		await Promise.all(
			n8n.processes.map(async (p) => {
				const t = performance.now();
				await p.stop();
				log(
					`${p.name} stopped after ${Math.round(performance.now() - t)} ms; ${p.server.log
						.split('\n')
						.filter((l) => /stall|Waiting for|crash|Recovery|unfinished/i.test(l))
						.slice(-6)
						.join(' | ')}`,
				);
			}),
		);
	} finally {
		await n8n.stop();
		await sandbox.close();
	}
}
void main();

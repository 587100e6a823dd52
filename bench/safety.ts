import { parseArgs } from 'node:util';
import { deliverNotifications, type NotificationPlan } from './safety/notifications';
import { runScenarios } from '../core/tools/audit/scenarios';
import { report } from '../core/tools/audit/verdicts';
import { runBatch } from './safety/payouts';
import { allScenarios } from './safety/scenarios';
import { testTheJudge } from './safety/selfTest';
import { runThroughServer, withServer } from './safety/server';
import { printTable } from '../core/tools/table';
import { runProgram } from '../core/tools/system/runProgram';

const HELP = `Proves that no payout is made twice, lost or left unclear, and that no notification is lost.

  npm run bench:safety -- [--part 1,2,3] [--rows N] [--only TEXT] [--quick]

  --part   1: payouts through n8n's own request layer; 2: through a real n8n server; 3: notifications to it
  --rows   payouts for each fault (part 1: 510, part 2: 40)
  --only   of part 1, only lines whose name contains this text
  --quick  fewer rows, and n8n at the same time as part 1: about a minute
`;

async function main(): Promise<boolean> {
	const { values } = parseArgs({
		options: {
			part: { type: 'string', default: '1,2,3' },
			rows: { type: 'string' },
			only: { type: 'string', default: '' },
			quick: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	const parts = values.part.split(',').map(Number);
	const rows = values.rows === undefined ? undefined : Number(values.rows);
	if (
		values.help ||
		parts.some((part) => ![1, 2, 3].includes(part)) ||
		(rows !== undefined && !(Number.isInteger(rows) && rows > 0))
	) {
		console.log(HELP);
		return values.help;
	}
	const { quick, only } = values;
	await testTheJudge();

	const inThisProcess = async () => {
		let good = true;
		if (parts.includes(1)) {
			const scenarios = allScenarios(rows ?? (quick ? 12 : 510)).filter(({ name }) => name.includes(only));
			const run = async () => await runScenarios(scenarios, quick ? 30 : 4, runBatch);
			good = await report("Payouts through n8n's request layer", 'payouts', run);
		}
		return good;
	};
	const throughN8n = async () => {
		if (!parts.includes(2) && !parts.includes(3)) return true;
		return await withServer(async (server) => {
			let good = true;
			if (parts.includes(2)) {
				const run = async () => await runThroughServer(server, rows ?? (quick ? 6 : 40));
				good = await report('Payouts through a real n8n server', 'payouts', run);
			}
			const plan: NotificationPlan = quick
				? { events: 60, deliveries: 150, kills: 1 }
				: { events: 1500, deliveries: 5000, kills: 2 };
			if (parts.includes(3)) good = (await notifications(() => deliverNotifications(server, plan))) && good;
			return good;
		});
	};
	const all = quick ? await Promise.all([inThisProcess(), throughN8n()]) : [await inThisProcess(), await throughN8n()];
	const good = all.every((one) => one);
	console.log(good ? 'Nothing was paid twice, lost or left unclear.' : 'NOT ALL IS AS IT SHOULD BE: see above.');
	return good;
}

async function notifications(deliver: () => ReturnType<typeof deliverNotifications>): Promise<boolean> {
	const result = await deliver();
	console.log(`\nNotifications through a real n8n server, in ${result.seconds.toFixed(0)} s`);
	printTable(
		[
			'deliveries',
			'attempts',
			'of them aborted',
			'acknowledged',
			'events',
			'events stored',
			'missing',
			'interrupted',
			'unfinished',
			'run again',
			'still unfinished',
			'duplicates started',
		],
		[
			[
				result.deliveries,
				result.attempts,
				result.aborted,
				result.acknowledged,
				result.events,
				result.stored,
				result.missing,
				result.interrupted,
				result.unfinishedBefore,
				result.runAgain,
				result.unfinished,
				result.duplicates,
			],
		],
	);
	console.log(
		`Of ${result.deliveries - result.events} repetitions, ${result.duplicates} started the workflow again, with the same notification_id: deliveries at the same moment can both pass before either is noted, and what was not stored yet is forgotten by a kill.`,
	);
	return (
		result.missing === 0 &&
		result.unfinished === 0 &&
		result.acknowledged === result.deliveries &&
		result.events === result.stored
	);
}

runProgram(main);

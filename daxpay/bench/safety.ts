import { parseArgs } from 'node:util';
import { report } from '../../core/tools/audit/verdicts';
import { runProgram } from '../../core/tools/system/runProgram';
import { transferScenarios } from './transferScenarios';
import { runTransfers } from './transfers';

const HELP = `Proves that no transfer is made twice, lost or left unclear, with all three versions of the API.

  npm run bench:safety:daxpay -- [--rows N] [--only TEXT] [--quick]

  --rows   transfers for each fault (510)
  --only   only lines whose name contains this text
  --quick  fewer rows
`;

async function main(): Promise<boolean> {
	const { values } = parseArgs({
		options: {
			rows: { type: 'string' },
			only: { type: 'string', default: '' },
			quick: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	const { quick, only } = values;
	const rows = Number(values.rows ?? (quick ? 12 : 510));
	if (values.help || !Number.isInteger(rows) || rows < 1) {
		console.log(HELP);
		return values.help;
	}
	const scenarios = transferScenarios(rows).filter(({ name }) => name.includes(only));
	const run = async () => await runTransfers(scenarios, quick ? 12 : 6);
	const good = await report("DaxPay transfers through n8n's request layer", 'transfers', run);
	console.log(good ? 'Nothing was paid twice, lost or left unclear.' : 'NOT ALL IS AS IT SHOULD BE: see above.');
	return good;
}

runProgram(main);

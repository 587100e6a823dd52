import type { INodeProperties } from 'n8n-workflow';
import { chosenNumber, sayWhichNumber } from '../../../../core/run/lookUpFields';
import type { SingleOutcome } from '../../../../core/run/operation';
import { outputParameters } from '../../../../core/run/outputFields';
import type { Operation } from '../../operation';
import { AWAITED_PAYOUT } from '../../outputFields';
import { waitUntilLanded } from '../../waitUntilLanded';
import { detailOutput } from '../detailOutput';
import { NOTHING_FOUND } from '../../codes';
import { numbersOf } from '../numbers';

const showOnlyForPayoutWait = { resource: ['payout'], operation: ['waitUntilLanded'] };

const NAMES = numbersOf('payout');

const MINUTE = 60_000;

/** A week, in minutes; whoever asks for more has typed another unit. */
const LONGEST_WAIT = 7 * 24 * 60;

export const fields: INodeProperties[] = [
	{
		displayName: 'Maximum Wait (Minutes)',
		name: 'maximumWait',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: LONGEST_WAIT },
		default: 30,
		description:
			"How long to wait at most, in minutes. A payout that has not landed by then comes out with 'landed' false; one that is over comes out as failed.",
		displayOptions: { show: showOnlyForPayoutWait },
	},
	...outputParameters(showOnlyForPayoutWait, AWAITED_PAYOUT),
];

/** What the items of a run share. */
interface Facts {
	/** Payouts that are waited for already: the same number is looked up once for all its items. */
	awaited: Map<string, Promise<SingleOutcome>>;
}

export const operation: Operation<Facts> = {
	movesMoney: false,
	prepare: async () => ({ facts: { awaited: new Map() } }),
	check(values, { credential, routes, facts: { awaited } }) {
		const { name, number } = chosenNumber(values, NAMES);
		const minutes = values['maximumWait'] === '' ? NaN : Number(values['maximumWait'] ?? NaN);
		const problems = 'problem' in number ? [number.problem] : [];
		if (!(minutes > 0 && minutes <= LONGEST_WAIT)) {
			problems.push(`'Maximum Wait' must be a number of minutes above 0, at most ${LONGEST_WAIT}.`);
		}
		if ('problem' in number || problems.length > 0) return { problems };
		const query = routes('payout', 'get')({ [name]: number.text });
		return {
			async send(client) {
				const key = `${name} ${number.text} ${minutes}`;
				const wait = awaited.get(key) ?? waitUntilLanded(client, query, minutes * MINUTE);
				awaited.set(key, wait);
				const outcome = sayWhichNumber(await wait, name, NAMES, NOTHING_FOUND);
				return detailOutput(outcome, values, AWAITED_PAYOUT, credential);
			},
		};
	},
};

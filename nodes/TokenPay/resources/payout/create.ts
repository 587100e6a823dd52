import type { INodeProperties } from 'n8n-workflow';
import { outputParameters } from '../../../../core/run/outputFields';
import { listHint, toolNotice } from '../../../../core/run/panel';
import { withResult } from '../../../../core/run/result';
import { checkList } from '../../checkList';
import type { Operation } from '../../operation';
import { CREATED_PAYOUT } from '../../outputFields';
import { createPayout } from '../../payOnce';
import { type PayoutFacts, type PayoutPlan, planPayout, preparePayouts } from '../../payoutPlan';
import { runSummary } from '../../runSummary';
import { detailOutput } from '../detailOutput';
import { listOptions } from './payoutFields';

const showOnlyForPayoutCreate = { resource: ['payout'], operation: ['create'] };

/** What is said before the fields. */
export const notices: INodeProperties[] = [toolNotice(showOnlyForPayoutCreate)];

/** What is said beside the output where there is a list. */
export const hints = [listHint(showOnlyForPayoutCreate, 'payout')];

export const fields: INodeProperties[] = [
	...outputParameters(showOnlyForPayoutCreate, CREATED_PAYOUT),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: showOnlyForPayoutCreate },
		options: [
			listOptions.checkBalance,
			{
				displayName: 'Look Up First',
				name: 'lookUpFirst',
				type: 'boolean',
				default: false,
				description:
					'Whether to look every number up before paying. Only needed if TokenPay accepts a used number on your account (send the smallest amount twice under one number to find out). It costs a second request for each row, and cannot help when two n8n processes send the same number at the same moment.',
			},
			listOptions.samePayeeTwice,
		],
	},
];

export const operation: Operation<PayoutFacts, PayoutPlan> = {
	movesMoney: true,
	prepare: preparePayouts,
	check(values, context) {
		const planned = planPayout(values, context);
		if ('problems' in planned) return planned;
		const { plan } = planned;
		return {
			...planned,
			send: async (client) => {
				const made = withResult(await createPayout(plan, client, plan));
				const named = 'json' in made && plan.recipient !== '' ? withRecipient(made.json, plan) : made;
				return detailOutput(named, values, CREATED_PAYOUT, context.credential);
			},
		};
	},
	checkTogether: checkList,
	sumUp: (items) => [
		runSummary(
			items.map(({ checked, outcome }) => ({ outcome, payout: 'plan' in checked ? checked.plan.payout : undefined })),
		),
	],
};

const withRecipient = (json: Record<string, unknown>, { recipient }: PayoutPlan) => ({ json: { ...json, recipient } });

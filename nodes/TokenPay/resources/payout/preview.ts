import type { INodeProperties } from 'n8n-workflow';
import { switchOf } from '../../../../core/values/fieldChecks';
import type { Values } from '../../../../core/run/description';
import type { Operation } from '../../operation';
import { type PayoutFacts, type PayoutPlan, planPayout, preparePayouts } from '../../payoutPlan';
import { previewList } from '../../preview/preview';
import { isToPay, itemOf, previewRows } from '../../preview/row';
import { summaryOf } from '../../preview/summary';
import { listOptions } from './payoutFields';

const showOnlyForPayoutPreview = { resource: ['payout'], operation: ['preview'] };

export const returnField: INodeProperties = {
	displayName: 'Return',
	name: 'returnAs',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Items',
			value: 'items',
			description: 'Each row, with whether it would be paid and why not; Create can take it with Map Automatically',
		},
		{
			name: 'Summary',
			value: 'summary',
			description: 'One item with totals, balances, and a text for a chat or an approval form',
		},
	],
	default: 'summary',
	description: 'What comes out',
	displayOptions: { show: showOnlyForPayoutPreview },
};

export const fields: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: showOnlyForPayoutPreview },
		options: [
			listOptions.checkBalance,
			{
				displayName: 'Estimate Fees',
				name: 'estimateFees',
				type: 'boolean',
				default: false,
				description:
					"Whether to ask TokenPay for its estimated fee, once for each payee. Its answers are passed through, since their fields are not documented; they come with 'Summary'.",
			},
			{
				displayName: 'Look Up Numbers',
				name: 'lookUpNumbers',
				type: 'boolean',
				default: false,
				description:
					'Whether to ask how each payout number stands: what was paid before is not paid again. It costs a request for each row.',
			},
			listOptions.samePayeeTwice,
		],
	},
];

/** The switches of a preview, by their labels. */
const SWITCHES = { estimateFees: 'Estimate Fees', lookUpNumbers: 'Look Up Numbers' } as const;

export const operation: Operation<PayoutFacts, PayoutPlan> = {
	movesMoney: false,
	prepare: preparePayouts,
	check(values, context) {
		const planned = planPayout(values, context);
		const problems = optionIssues(values);
		if ('problems' in planned) return { ...planned, problems: [...planned.problems, ...problems] };
		if (problems.length > 0) return { problems };
		return { ...planned, send: async () => await Promise.reject(new Error('A preview sends no payout.')) };
	},
	async report(items, client, context) {
		const { values = {} } = items[0] ?? {};
		const rows = previewRows(items, (given) => context.routes('payout', 'create')(given).fields);
		const isSummary = values['returnAs'] !== 'items';
		const preview = await previewList(rows, client, context, {
			balances: isSummary,
			lookUpNumbers: switchOf(values['lookUpNumbers'], false) === true,
			estimateFees: isSummary && switchOf(values['estimateFees'], false) === true,
		});
		if (isSummary) return { forAll: { ...summaryOf(preview) } };
		// What keeps the list from being paid keeps each of its rows.
		for (const row of rows.filter(isToPay)) row.reasons.push(...preview.reasons);
		return { outcomes: rows.map((row) => ({ json: itemOf(row) })) };
	},
};

/** What is wrong with what a preview is asked for, in words. */
function optionIssues(values: Values): string[] {
	const issues = Object.entries(SWITCHES)
		.filter(([name]) => switchOf(values[name], false) === undefined)
		.map(([, label]) => `'${label}' must be true or false.`);
	return [undefined, 'items', 'summary'].some((choice) => choice === values['returnAs'])
		? issues
		: [...issues, "'Return' must be items or summary."];
}

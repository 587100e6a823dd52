import type { INodeProperties } from 'n8n-workflow';
import { post, operationField } from '../../../../core/run/description';
import * as close from './close';
import * as create from './create';
import * as estimateFee from './estimateFee';
import * as get from './get';
import { payoutFields } from './payoutFields';
import * as preview from './preview';
import * as waitUntilLanded from './waitUntilLanded';

export const operations = {
	close: close.operation,
	create: create.operation,
	estimateFee: estimateFee.operation,
	get: get.operation,
	preview: preview.operation,
	waitUntilLanded: waitUntilLanded.operation,
};

export const { hints } = create;

export const description: INodeProperties[] = [
	operationField('payout', 'create', [
		{
			name: 'Close',
			value: 'close',
			action: 'Close payout',
			description: 'Close a payout that has not been made yet',
			routing: post('/v1/payanother/close'),
		},
		{
			name: 'Create',
			value: 'create',
			action: 'Create payout',
			description: 'Send cryptocurrency to an address, at most once for each payout number',
			routing: post('/v1/payanother/payment'),
		},
		{
			name: 'Estimate Fee',
			value: 'estimateFee',
			action: 'Estimate fee of payout',
			description: "Ask what a payout would cost, and get TokenPay's answer as it is",
			routing: post('/v1/payanother/estimated_fee'),
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get payout',
			description: 'Look up the state and the detail of a payout',
			routing: post('/v1/payanother/query'),
		},
		{
			name: 'Preview',
			value: 'preview',
			action: 'Preview payouts',
			description: 'See what a list would cost and what is wrong with it, without paying anything',
		},
		{
			name: 'Wait Until Landed',
			value: 'waitUntilLanded',
			action: 'Wait until payout landed',
			description:
				"Look payouts up again and again until they have landed; needs no 'Notify URL' and no public address",
			routing: post('/v1/payanother/query'),
		},
	]),
	...create.notices,
	preview.returnField,
	...payoutFields,
	...create.fields,
	...preview.fields,
	...close.fields,
	...estimateFee.fields,
	...get.fields,
	...waitUntilLanded.fields,
];

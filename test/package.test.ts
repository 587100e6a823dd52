import type { INodePropertyOptions } from 'n8n-workflow';
import { TokenPay } from '../nodes/TokenPay/TokenPay.node.ts';
import { TOKENPAY } from '../core/tools/project';
import { testPackage } from '../core/tools/testing/package';

testPackage(TOKENPAY, {
	nodes: ['tokenPay', 'tokenPayTrigger'],
	credentials: ['tokenPayApi'],
	alias: 'USDT',
	bundled: ['@noble/hashes'],
	maxKilobytes: 60,
});

test('the operations have the names that people look for', () => {
	const actions = new TokenPay().description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options }) => (options as INodePropertyOptions[]).map(({ action }) => action));
	expect(actions).toEqual([
		'Get balance',
		'Get many currencies',
		'Close order',
		'Create order',
		'Get order',
		'Close payout',
		'Create payout',
		'Estimate fee of payout',
		'Get payout',
		'Preview payouts',
		'Wait until payout landed',
		'Create wallet',
		'Delete wallet',
		'Get wallet',
		'Update wallet',
	]);
});

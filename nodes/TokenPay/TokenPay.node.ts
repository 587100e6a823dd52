import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { execute } from '../../core/run/execute';
import { requestOptions } from '../../core/run/requestOptions';
import { testCredential } from './credentialTest';
import { REQUEST_DEFAULTS, TOKEN_PAY } from './platform';
import { searchChains, searchCurrencies, searchRecipients } from './listSearch';
import { description as balance } from './resources/balance';
import { description as currency } from './resources/currency';
import { description as order } from './resources/order';
import { description as payout, hints } from './resources/payout';
import { description as wallet } from './resources/wallet';

export class TokenPay implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'TokenPay',
		name: 'tokenPay',
		icon: { light: 'file:../../icons/tokenpay.svg', dark: 'file:../../icons/tokenpay.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Send crypto payouts and close orders with TokenPay',
		defaults: { name: 'TokenPay' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'tokenPayApi', required: true, testedBy: 'testTokenPayCredential' }],
		hints,
		requestDefaults: REQUEST_DEFAULTS,
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Balance', value: 'balance' },
					{ name: 'Currency', value: 'currency' },
					{ name: 'Order', value: 'order' },
					{ name: 'Payout', value: 'payout' },
					{ name: 'Wallet', value: 'wallet' },
				],
				default: 'payout',
			},
			...balance,
			...currency,
			...order,
			...payout,
			...wallet,
			requestOptions,
		],
	};

	execute = execute(this.description, TOKEN_PAY);

	methods = {
		credentialTest: { testTokenPayCredential: testCredential },
		listSearch: { searchChains, searchCurrencies, searchRecipients },
	};
}

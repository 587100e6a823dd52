import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { execute } from '../shared/execute';
import { requestOptions } from '../shared/requestOptions';
import { testCredential } from './credentialTest';
import { HOSTS } from './credential';
import { TOKEN_PAY } from './platform';
import { searchChains, searchCurrencies } from './listSearch';
import { description as balance } from './resources/balance';
import { description as currency } from './resources/currency';
import { description as order } from './resources/order';
import { description as payout } from './resources/payout';
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
		requestDefaults: {
			// Constant, since an expression here costs more than the rest of an item; `authenticate`
			// directs the request to the environment of the credential.
			baseURL: HOSTS.tokenPay,
			encoding: 'text',
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
		},
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
		listSearch: { searchChains, searchCurrencies },
	};
}

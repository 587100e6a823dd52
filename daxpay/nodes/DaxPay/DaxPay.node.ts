import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { execute } from '../../../core/run/execute';
import { requestOptions } from '../../../core/run/requestOptions';
import { testCredential } from './credentialTest';
import { searchChannels } from './listSearch';
import { DAX_PAY } from './platform';
import { description as payment } from './resources/payment/index';
import { description as refund, hints as refundHints } from './resources/refund/index';
import { description as transfer, hints as transferHints } from './resources/transfer/index';

export class DaxPay implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'DaxPay',
		name: 'daxPay',
		icon: { light: 'file:../../icons/daxpay.svg', dark: 'file:../../icons/daxpay.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Close payments, refund and transfer with a DaxPay server',
		defaults: { name: 'DaxPay' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'daxPayApi', required: true, testedBy: 'testDaxPayCredential' }],
		hints: [...refundHints, ...transferHints],
		requestDefaults: {
			// Constant, since an expression here costs more than the rest of an item; `authenticate`
			// directs the request to the server of the credential.
			baseURL: 'https://server-of-the-credential.invalid',
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
					{ name: 'Payment', value: 'payment' },
					{ name: 'Refund', value: 'refund' },
					{ name: 'Transfer', value: 'transfer' },
				],
				default: 'payment',
			},
			...payment,
			...refund,
			...transfer,
			requestOptions,
		],
	};

	execute = execute(this.description, DAX_PAY);

	methods = { credentialTest: { testDaxPayCredential: testCredential }, listSearch: { searchChannels } };
}

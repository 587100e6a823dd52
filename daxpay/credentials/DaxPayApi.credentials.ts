import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { authenticate } from '../nodes/DaxPay/authenticate';

const SECRET_SIGNED = { apiVersion: ['v3', 'v3Beta'] };
const OPEN = { apiVersion: ['open'] };

// The button that tests a credential is `testedBy` in the nodes: n8n's declarative test can only
// list bad responses, and would take any code that nobody listed for success.
export class DaxPayApi implements ICredentialType {
	name = 'daxPayApi';

	displayName = 'DaxPay API';

	documentationUrl = 'https://github.com/n8n-nodes-tokenpay/n8n-nodes-tokenpay/blob/main/daxpay/README.md#credential';

	icon = { light: 'file:../icons/daxpay.svg', dark: 'file:../icons/daxpay.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Server URL',
			name: 'serverUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://pay.example.com',
			description: 'Address of your DaxPay server, without /unipay',
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'options',
			options: [
				{ name: '3.0', value: 'v3', description: '3.0.0 and later (since August 2025)' },
				{ name: '3.0 Beta', value: 'v3Beta', description: '3.0.0 betas (October 2024 to January 2025)' },
				{ name: 'Open', value: 'open', description: 'Open 1.x (2026), signed with RSA keys' },
			],
			default: 'v3',
			description: 'What your server runs; the three differ in signatures, fields and units',
		},
		{
			displayName: 'Merchant Number',
			name: 'mchNo',
			type: 'string',
			default: '',
			placeholder: 'e.g. M1723635576766',
			description: 'The mchNo from the console of DaxPay',
			displayOptions: { show: { apiVersion: ['v3', 'open'] } },
		},
		{
			displayName: 'App ID',
			name: 'appId',
			type: 'string',
			default: '',
			placeholder: 'e.g. A0646259306964009',
			description: 'The appId from the console of DaxPay; Open works without one',
		},
		{
			displayName: 'Sign Type',
			name: 'signType',
			type: 'options',
			options: [
				{ name: 'HMAC-SHA256', value: 'hmacSha256' },
				{ name: 'MD5', value: 'md5' },
				{ name: 'SM3', value: 'sm3' },
			],
			default: 'hmacSha256',
			description: 'How the application signs, as set in the console of DaxPay',
			displayOptions: { show: SECRET_SIGNED },
		},
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: "The application's secret from the console of DaxPay",
			displayOptions: { show: SECRET_SIGNED },
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Your own RSA private key in PEM form (PKCS#8); line breaks may be missing, or be spaces or \\n.',
			displayOptions: { show: OPEN },
		},
		{
			displayName: 'Platform Public Key',
			name: 'platformPublicKey',
			type: 'string',
			default: '',
			description: "The platform's RSA public key in PEM form; line breaks may be missing, or be spaces or \\n.",
			displayOptions: { show: OPEN },
		},
		{
			displayName: 'Time Zone',
			name: 'timezone',
			type: 'string',
			default: 'Asia/Shanghai',
			placeholder: 'e.g. Asia/Shanghai',
			description:
				"Time zone of the server's clock: 3.0 compares the time of each request with it, and writes times in it",
			displayOptions: { show: SECRET_SIGNED },
		},
		{
			displayName: 'Default Notify URL',
			name: 'notifyUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/…',
			description: "The Production URL of a DaxPay Trigger, used by every transfer and refund without a 'Notify URL'",
		},
	];

	authenticate: IAuthenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => authenticate(credentials, requestOptions);
}

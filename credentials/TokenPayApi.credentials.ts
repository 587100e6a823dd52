import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { authenticate } from '../nodes/TokenPay/authenticate';

/** A line of its own above a group of fields. */
const heading = (displayName: string, group: string): INodeProperties => ({
	displayName,
	name: `${group}Heading`,
	type: 'notice',
	default: '',
});

// The button that tests a credential is `testedBy` in the nodes: n8n's declarative test can only
// list bad responses, and would take any code that nobody listed for success.
export class TokenPayApi implements ICredentialType {
	name = 'tokenPayApi';

	displayName = 'TokenPay API';

	documentationUrl = 'https://github.com/n8n-nodes-tokenpay/n8n-nodes-tokenpay/blob/main/docs/reference.md#credential';

	icon = { light: 'file:../icons/tokenpay.svg', dark: 'file:../icons/tokenpay.dark.svg' } as const;

	properties: INodeProperties[] = [
		heading('Your account', 'account'),
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'TokenPay', value: 'tokenPay', description: 'The platform at api.tokenpay.me' },
				{ name: 'TTPay', value: 'ttPay', description: 'The same platform under its former name, at api.ttpay.io' },
				{ name: 'Custom', value: 'custom', description: 'Another address, such as a local sandbox' },
			],
			default: 'tokenPay',
			description: 'Where requests are sent to',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://127.0.0.1:8787',
			description: 'Address that requests are sent to, without /v1',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'App ID',
			name: 'appId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 8e4b8c2e7c1f4a0d9b1a1cbd3d59e0bd',
			description: "The application's app_id from the merchant console",
		},
		{
			displayName: 'Merchant ID',
			name: 'mchId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 12345678',
			description: 'Your mch_id from the merchant console',
		},
		{
			displayName: 'App Secret',
			name: 'appSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: "The application's secret from the merchant console: exactly 32 characters",
		},
		{
			displayName: 'Default Notify URL',
			name: 'notifyUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/…',
			description: "The Production URL of a TokenPay Trigger, used by every payout and order without a 'Notify URL'",
		},
		heading('Guards for your money: checked before anything is sent', 'guards'),
		{
			displayName: 'Maximum Payout Amount',
			name: 'maximumPayoutAmount',
			type: 'string',
			default: '',
			placeholder: 'e.g. USDT=500, TRX=2000',
			description:
				'Refuses larger payouts, by one number for all currencies or one for each (others are refused); empty means no limit',
		},
		{
			displayName: 'Maximum Total per Run',
			name: 'maximumRunTotal',
			type: 'string',
			default: '',
			placeholder: 'e.g. USDT=5000, TRX=20000',
			description: 'Refuses a whole list that comes to more than this in one run of a node; empty means no limit',
		},
		{
			displayName: 'Allowed Recipients',
			name: 'allowedRecipients',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. Acme = TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
			description:
				'Refuses payouts to everybody else: one a line, an address or Name = address; empty allows everybody',
		},
		heading('Expert settings: right as they are for most accounts', 'expert'),
		{
			displayName: 'Payout Amount Unit',
			name: 'payoutAmountUnit',
			type: 'options',
			options: [
				{ name: 'Decimal Units', value: 'decimal', description: '15.5 USDT is sent as 15.5' },
				{ name: 'Smallest Unit', value: 'smallest', description: '15.5 USDT is sent as 15500000' },
			],
			default: 'decimal',
			description: 'What TokenPay counts your payouts in, which a tiny payout shows; you always type decimal units',
		},
		{
			displayName: 'Requests per Second',
			name: 'requestsPerSecond',
			type: 'number',
			typeOptions: { minValue: 0.01, numberPrecision: 2 },
			default: 5,
			description:
				'The most that one n8n process sends with this application: TokenPay allows 5, for several workers too',
		},
		{
			displayName: 'Verify Responses',
			name: 'verifyResponses',
			type: 'boolean',
			default: false,
			description:
				'Whether to refuse answers whose signature is missing or does not match; turn it on and click Retry to see how your account signs',
		},
	];

	authenticate: IAuthenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => authenticate(credentials, requestOptions);
}

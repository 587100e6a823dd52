import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { DaxPayApi } from '../credentials/DaxPayApi.credentials';
import { DaxPay } from '../nodes/DaxPay/DaxPay.node.ts';
import { DAX_PAY } from '../nodes/DaxPay/platform';
import type { DaxPaySandbox, Version } from '../sandbox/server';
import { type AnyPlatform, type Item, type RunOptions, runNode } from '../../core/tools/n8n/runNode';

/** The credential as n8n stores it: only the fields that show for its version. */
export function credentialOf(sandbox: DaxPaySandbox, changes: object = {}): Record<string, unknown> {
	const { serverUrl, apiVersion, mchNo, appId, signType, secret, privateKey, platformPublicKey } = sandbox.credential();
	const own: Record<string, object> = {
		v3: { mchNo, signType, secret, timezone: 'Asia/Shanghai' },
		v3Beta: { signType, secret, timezone: 'Asia/Shanghai' },
		open: { mchNo, privateKey, platformPublicKey },
	};
	return { serverUrl, apiVersion, appId, ...own[apiVersion], ...changes };
}

/** What the DaxPay node is run with. */
export const daxPayNode = () => ({
	nodeType: new DaxPay(),
	credentialType: new DaxPayApi(),
	platform: DAX_PAY as AnyPlatform,
});

/** Runs the DaxPay node through n8n-core's real contexts. */
export async function runDaxPay(
	sandbox: DaxPaySandbox,
	parameters: INodeParameters,
	more: Partial<RunOptions> = {},
): Promise<Item[]> {
	return await runNode({
		...daxPayNode(),
		credential: credentialOf(sandbox),
		parameters,
		rows: [{}],
		...more,
	});
}

/** Parameters of a transfer as each version wants them; numbers and amounts come from the row. */
export const transferParameters = (version: Version, extra: INodeParameters = {}): INodeParameters => ({
	resource: 'transfer',
	operation: 'create',
	bizTransferNo: '={{ $json.number }}',
	channel: version === 'open' ? 'alipay' : 'ali_pay',
	amount: '={{ $json.amount ?? "15.50" }}',
	payeeType: 'login_name',
	payeeAccount: '={{ $json.account ?? "someone@example.com" }}',
	channelMchNo: version === 'open' ? '1900000001' : '',
	additionalFields: {},
	...extra,
});

export const details = (item: Item | undefined) => item?.json.details as IDataObject;

/** How often the channel really moved money under a number. */
export const timesMoved = (sandbox: DaxPaySandbox, number: string) =>
	sandbox.state().moved.filter(({ bizNo }) => bizNo === number).length;

/** What a promise that must fail failed with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
	return await promise.then(
		() => {
			throw new Error('It should have failed');
		},
		(error: unknown) => error as Error,
	);
}

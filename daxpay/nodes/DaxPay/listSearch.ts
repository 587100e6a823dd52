import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { type ApiVersion, readCredential } from './credential';

const SECRET_SIGNED = [
	{ name: 'Alipay', value: 'ali_pay' },
	{ name: 'WeChat Pay', value: 'wechat_pay' },
];

/** The channels that can pay, by the server's version (DaxPay API, channels). */
const CHANNELS: Readonly<Record<ApiVersion, ReadonlyArray<{ name: string; value: string }>>> = {
	v3: SECRET_SIGNED,
	v3Beta: SECRET_SIGNED,
	open: [
		{ name: 'Alipay', value: 'alipay' },
		{ name: 'Douyin Pay', value: 'douyin' },
		{ name: 'WeChat Pay', value: 'wechat' },
	],
};

/** The channels that the credential's server documents, to pick from in the panel. */
export async function searchChannels(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const { apiVersion } = readCredential(await this.getCredentials('daxPayApi'));
	const channels = CHANNELS[apiVersion].map(({ name, value }) => ({ name: `${name} (${value})`, value }));
	return { results: channels.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase())) };
}

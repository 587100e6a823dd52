import { ADDRESS, testParameters } from '../../core/tools/testing/parameters';
import { SECRET } from '../../core/tools/testing/secret';
import { tokenPayNode } from '../../tools/tokenpay/runNode';

const byName = (name: string) => ({ __rl: true, mode: 'name', value: name });

testParameters({
	...tokenPayNode(),
	credential: (baseUrl, appId) => ({
		...{ environment: 'custom', baseUrl, appId, mchId: '12345678', appSecret: SECRET },
		requestsPerSecond: 1000,
	}),
	code: 12002,
	codes: { waitUntilLanded: 20005 },
	values: 24,
	right: {
		...{ outTradeNo: 'row-1', transactionId: 't-1', amount: '1.5', toAddress: ADDRESS },
		...{ chain: byName('TRON'), currency: byName('USDT'), walletAddress: ADDRESS, name: 'n', expireSeconds: 60 },
		maximumWait: 1,
	},
});

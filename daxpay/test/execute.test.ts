import { testOperations } from '../../core/tools/testing/operations';
import { daxPayNode } from '../tools/runDaxPay';

testOperations({
	...daxPayNode(),
	credential: (serverUrl) => ({
		...{ serverUrl, apiVersion: 'v3', mchNo: 'M1', appId: 'A1', signType: 'hmacSha256', secret: 'secret' },
		timezone: 'Asia/Shanghai',
	}),
});

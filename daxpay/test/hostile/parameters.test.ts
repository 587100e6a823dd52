import { testParameters } from '../../../core/tools/testing/parameters';
import { SECRET } from '../../../core/tools/testing/secret';
import { daxPayNode } from '../../tools/runDaxPay';

testParameters({
	...daxPayNode(),
	credential: (serverUrl, appId) => ({
		...{ serverUrl, appId, apiVersion: 'v3', mchNo: 'M1', signType: 'hmacSha256', secret: SECRET },
		timezone: 'Asia/Shanghai',
	}),
	code: 20041,
	values: 10,
	right: {
		...{ orderNo: 'o-1', bizOrderNo: 'o-2', bizRefundNo: 'r-1', refundNo: 'r-2', amount: '1.50' },
		...{ bizTransferNo: 't-1', transferNo: 't-2', channel: 'ali_pay', payeeType: 'login_name', payeeAccount: 'a' },
	},
});

import { DAXPAY } from '../../tools/project';
import { testPackage } from '../../tools/testing/package';

testPackage(DAXPAY, {
	nodes: ['daxPay', 'daxPayTrigger'],
	credentials: ['daxPayApi'],
	alias: 'Alipay',
	bundled: [],
	maxKilobytes: 50,
});

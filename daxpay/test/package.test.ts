import { DAXPAY } from '../../core/tools/project';
import { testPackage } from '../../core/tools/testing/package';

testPackage(DAXPAY, {
	nodes: ['daxPay', 'daxPayTrigger'],
	credentials: ['daxPayApi'],
	alias: 'Alipay',
	bundled: [],
	maxKilobytes: 50,
});

import { readCredential } from '../../nodes/TokenPay/credential';
import { TOKEN_PAY } from '../../nodes/TokenPay/platform';
import { testSharedRateLimit } from '../../core/tools/testing/sharedRateLimit';

testSharedRateLimit(
	(changes) =>
		TOKEN_PAY.rateLimit(readCredential({ environment: 'tokenPay', appId: 'app', appSecret: 'right', ...changes })),
	{ appSecret: 'wrong' },
);

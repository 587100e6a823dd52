import { testSharedRateLimit } from '../../../core/tools/testing/sharedRateLimit';
import { readCredential } from '../../nodes/DaxPay/credential';
import { DAX_PAY } from '../../nodes/DaxPay/platform';

describe.each([
	['a secret', { secret: 'wrong' }],
	['a key', { apiVersion: 'open', privateKey: 'wrong' }],
])('with %s', (_what, wrong) => {
	testSharedRateLimit(
		(changes) =>
			DAX_PAY.rateLimit(
				readCredential({ serverUrl: 'https://pay.example', appId: 'app', mchNo: 'M1', secret: 'right', ...changes }),
			),
		wrong,
	);
});

import { authenticate } from '../../nodes/TokenPay/authenticate';
import { SECRET, testCredentialHosts } from '../../core/tools/testing/credentialHosts';

testCredentialHosts('api.tokenpay.me', (url, baseURL) =>
	authenticate(
		{ environment: 'tokenPay', appId: 'app', mchId: '1', appSecret: SECRET },
		{ method: 'POST', url, baseURL, body: {} },
	),
);

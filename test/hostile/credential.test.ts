import { authenticate } from '../../nodes/TokenPay/authenticate';
import { testCredentialHosts } from '../../core/tools/testing/credentialHosts';
import { SECRET } from '../../core/tools/testing/secret';

testCredentialHosts('api.tokenpay.me', (url, baseURL) =>
	authenticate(
		{ environment: 'tokenPay', appId: 'app', mchId: '1', appSecret: SECRET },
		{ method: 'POST', url, baseURL, body: {} },
	),
);

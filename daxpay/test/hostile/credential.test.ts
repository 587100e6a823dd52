import { testCredentialHosts } from '../../../core/tools/testing/credentialHosts';
import { SECRET } from '../../../core/tools/testing/secret';
import { authenticate } from '../../nodes/DaxPay/authenticate';

testCredentialHosts('pay.example.com', (url, baseURL) =>
	authenticate(
		{ serverUrl: 'https://pay.example.com', apiVersion: 'v3', mchNo: 'M1', appId: 'A1', secret: SECRET },
		{ url, baseURL, body: {} },
	),
);

import { testTexts } from '../core/tools/testing/texts';
import { TokenPayApi } from '../credentials/TokenPayApi.credentials';
import { ERRORS, PLATFORM_CODES } from '../nodes/TokenPay/errors';
import { TokenPay } from '../nodes/TokenPay/TokenPay.node';
import { TokenPayTrigger } from '../nodes/TokenPay/TokenPayTrigger.node';

testTexts({
	nodeTypes: [new TokenPay(), new TokenPayTrigger()],
	credentialType: new TokenPayApi(),
	entries: [...Object.entries(PLATFORM_CODES), ...Object.entries(ERRORS)],
});

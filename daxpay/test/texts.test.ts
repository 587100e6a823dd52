import { testTexts } from '../../core/tools/testing/texts';
import { DaxPayApi } from '../credentials/DaxPayApi.credentials';
import { DaxPay } from '../nodes/DaxPay/DaxPay.node';
import { DaxPayTrigger } from '../nodes/DaxPay/DaxPayTrigger.node';
import { ERRORS, PLATFORM_CODES } from '../nodes/DaxPay/errors';

testTexts({
	nodeTypes: [new DaxPay(), new DaxPayTrigger()],
	credentialType: new DaxPayApi(),
	entries: [...Object.entries(PLATFORM_CODES), ...Object.entries(ERRORS)],
});

import { SharedState } from '../../core/run/sharedState';
import { readCredential as readDaxPay } from '../../daxpay/nodes/DaxPay/credential';
import { DAX_PAY } from '../../daxpay/nodes/DaxPay/platform';
import { readCredential as readTokenPay } from '../../nodes/TokenPay/credential';
import { TOKEN_PAY } from '../../nodes/TokenPay/platform';
import { VirtualClock } from '../../tools/async/virtualClock';

const tokenPay = (changes: object) =>
	TOKEN_PAY.rateLimit(readTokenPay({ environment: 'tokenPay', appId: 'app', appSecret: 'right', ...changes }));
const daxPay = (changes: object) =>
	DAX_PAY.rateLimit(
		readDaxPay({ serverUrl: 'https://pay.example', appId: 'app', mchNo: 'M1', secret: 'right', ...changes }),
	);

describe.each([
	['TokenPay', tokenPay, { appSecret: 'wrong' }],
	['DaxPay with a secret', daxPay, { secret: 'wrong' }],
	['DaxPay with a key', daxPay, { apiVersion: 'open', privateKey: 'wrong' }],
])('two credentials of one application of %s', (_name, rateLimit, wrong) => {
	it('do not delay each other when one has another secret', async () => {
		const clock = new VirtualClock();
		const shared = new SharedState(clock);
		const limiter = (changes: object) => shared.limiterOf(rateLimit(changes).sharedBy);
		for (let index = 0; index < 3; index++) void limiter(wrong).acquire(0.1);
		const times: number[] = [];
		for (let index = 0; index < 5; index++)
			void limiter({})
				.acquire(5)
				.then(() => times.push(clock.now()));
		await clock.advanceTo(2000);
		expect(times).toEqual([0, 200, 400, 600, 800]);
	});

	it('share a limit when both have the same one, whatever else differs', () => {
		expect(rateLimit({ requestsPerSecond: 1, verifyResponses: true }).sharedBy).toBe(rateLimit({}).sharedBy);
	});

	it('do not show their secret', () => {
		expect(rateLimit(wrong).sharedBy).not.toContain('wrong');
	});
});

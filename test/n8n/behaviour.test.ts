import { waitFor } from '../../core/tools/async/waitFor';
import { readExample } from '../../core/tools/n8n/workflows';
import { TOKENPAY } from '../../core/tools/project';
import { ExampleServer, openPage, submit } from '../../core/tools/testing/exampleServer';
import { problemsOf } from '../../core/tools/testing/workflows';
import { seededRandom } from '../../core/sandbox/random';
import { randomAddress } from '../../sandbox/addresses';
import { DEFAULT_APP, startSandbox, type Fault, type Sandbox, type SandboxOptions } from '../../sandbox/server';
import { tokenPayCredential } from '../../tools/tokenpay/account';

const MINUTE = 60_000;
jest.setTimeout(3 * MINUTE);

const FILE = 'find-out-how-your-account-behaves.json';
const PAYOUT = '/v1/payanother/payment';
const BALANCE = '/v1/merchant/balance';

/** The questions of the page. */
const QUESTIONS = {
	unit: 'The unit of amounts',
	used: 'A used number',
	signed: 'How answers are signed',
	fee: 'The fee',
} as const;

type Verdicts = Record<keyof typeof QUESTIONS, [verdict: string, choose: string]>;

/** An account, and what is asked of it. */
interface Variant {
	settings?: SandboxOptions;
	fault?: Fault;
	/** Of the credential, besides where the sandbox is. */
	credential?: 'smallest' | 'verifying';
	amount?: string;
	currency?: string;
	chain?: string;
}

let sandbox: Sandbox;
let server: ExampleServer;

/** Where the example's page is, by what the credential says. */
const urls = new Map<Variant['credential'], string>();

beforeAll(async () => {
	// No limit: the pace has tests of its own.
	sandbox = await startSandbox({ payoutDelayMs: -1, requestsPerSecond: 0 });
	const { data } = tokenPayCredential({ baseUrl: sandbox.url, ...DEFAULT_APP });
	const usual = { ...data, requestsPerSecond: 200 };
	server = await ExampleServer.start([TOKENPAY], { tokenPayApi: usual });
	const credentials: Array<[Variant['credential'], object]> = [
		[undefined, usual],
		['smallest', { ...usual, payoutAmountUnit: 'smallest' }],
		['verifying', { ...usual, verifyResponses: true }],
	];
	for (const [name, credential] of credentials) {
		await server.useCredential('tokenPayApi', credential);
		urls.set(name, (await server.publishTrigger(await readExample(TOKENPAY, FILE), 'Your own account')).url);
	}
}, 20 * MINUTE);

beforeEach(() => sandbox.reset());

afterAll(async () => {
	await server?.n8n.stop();
	await sandbox?.close();
});

const KEEP = "'Payout Amount Unit' in the credential: keep it as it is.";
const AS_ASKED: [string, string] = ["Proven. You asked for 1, and TokenPay's record says the same.", KEEP];
const REFUSED: [string, string] = [
	'Proven. A used number is refused (code 12001), and nothing is paid again.',
	"'Look Up First' in Create payout: it can stay off.",
];
const UNTIL_YOU_KNOW = "'Look Up First' in Create payout: on, until you know.";
const NOT_ASKED: [string, string] = [
	'Not asked. The payment did not come out as asked, so its number was not used again.',
	UNTIL_YOU_KNOW,
];
const VERIFY = expect.stringMatching(
	/^'Verify Responses' in the credential: on, if you like\. Then run this form again/,
);
const BY_DATA: [string, string] = [
	'Proven for a balance. Over its data alone: code, msg and request_id are not covered.',
	VERIFY,
];

/** How an account behaves that is as the sandbox is by itself. */
const USUAL: Verdicts = {
	unit: AS_ASKED,
	used: REFUSED,
	signed: BY_DATA,
	fee: [
		'As TokenPay says. service_amount 1000000, service_amount_currency USDT, decimals 6. The record of the payout says 1 USDT.',
		'The units are not documented: compare with what is gone from your balance.',
	],
};

const PAID_AGAIN: [string, string] = [
	expect.stringMatching(
		/^Proven\. Used numbers are PAID AGAIN: TokenPay made two payouts, [0-9a-f]{32} and [0-9a-f]{32}\.$/,
	),
	"'Look Up First' in every Create payout: on.",
];

/** Changes the verdict on used numbers to one that is not proven. */
const notProven = (found: RegExp): Partial<Verdicts> => ({
	used: [
		expect.stringMatching(new RegExp(`^Not proven\\. ${found.source}`)),
		expect.stringMatching(new RegExp(`^${UNTIL_YOU_KNOW}`)),
	],
});

const smallest = (has: string): [string, string] => [
	`Proven. The smallest unit: you asked for 1, and TokenPay's record says ${has}.`,
	"'Payout Amount Unit' in the credential: Smallest Unit. Then run this form again for the other answers.",
];

describe('The example "Find out how your account behaves"', () => {
	it('has nothing that n8n does not know', async () => {
		expect(problemsOf(await readExample(TOKENPAY, FILE), server.known)).toEqual([]);
	});

	it('opens to nobody without the password', async () => {
		expect((await submit(urls.get(undefined) ?? '', fieldsOf({}), '')).status).toBe(401);
		expect(sandbox.state().requests).toEqual([]);
	});

	it.each<[what: string, variant: Variant, differs: Partial<Verdicts>, paid: number]>([
		['as documented, and its data signed', {}, {}, 1],
		[
			'that counts in the smallest unit',
			{ settings: { amountUnit: 'smallest' } },
			{ unit: smallest('0.000001'), used: NOT_ASKED },
			1,
		],
		[
			'that counts in the smallest unit, as the credential says',
			{ settings: { amountUnit: 'smallest' }, credential: 'smallest' },
			{},
			1,
		],
		[
			'that counts in decimal units, when the credential says otherwise',
			{ settings: { balances: { USDT: '5000000' } }, credential: 'smallest' },
			{
				unit: [
					"Proven. Decimal units: you asked for 1, and TokenPay's record says 1000000.",
					"'Payout Amount Unit' in the credential: Decimal Units. Then run this form again for the other answers.",
				],
				used: NOT_ASKED,
			},
			1,
		],
		[
			'that takes no fractions',
			{ settings: { amountUnit: 'smallest' }, amount: '0.5' },
			{
				unit: [
					expect.stringMatching(
						/^Not proven\. The payment did not come out as asked\. Payout behaviour-\S+ was not made: A parameter is invalid/,
					),
					'Run this form again with a whole amount, such as 1: an account that counts in the smallest unit takes no other.',
				],
				used: NOT_ASKED,
				fee: [expect.stringMatching(/^As TokenPay says\. service_amount 1000000, .* decimals 6\.$/), USUAL.fee[1]],
			},
			0,
		],
		[
			'that names the network, and amounts in decimal units',
			{ settings: { spelling: 'network' } },
			{ fee: [expect.stringMatching(/decimals 6\.$/), USUAL.fee[1]] },
			1,
		],
		[
			'with other decimals',
			{ chain: 'BSC', amount: '0.000000000000000001', currency: 'BNB' },
			{
				unit: ["Proven. You asked for 0.000000000000000001, and TokenPay's record says the same.", KEEP],
				fee: [expect.stringContaining('The record of the payout says 0.001 BNB.'), USUAL.fee[1]],
			},
			1,
		],
		['that names other states', { settings: { payoutStateName: 'PENDING' } }, {}, 1],
		['that names no state', { settings: { payoutStateName: 'none' } }, {}, 1],
		['that takes used numbers', { settings: { uniqueOutTradeNo: false } }, { used: PAID_AGAIN }, 2],
		['that answers a payout without data', { settings: { createReturnsData: false } }, {}, 1],
		[
			'that answers a payout without data, and takes used numbers',
			{ settings: { createReturnsData: false, uniqueOutTradeNo: false } },
			{ used: PAID_AGAIN },
			2,
		],
		[
			'that takes used numbers, with an answer that is lost',
			{ settings: { uniqueOutTradeNo: false }, fault: onSecond('cut after') },
			{ used: PAID_AGAIN },
			2,
		],
		[
			'that takes used numbers, when the balance is used up',
			{ settings: { uniqueOutTradeNo: false, balances: { USDT: '2' } } },
			notProven(
				/The second payment was refused with code 20002 \(USDT balance too low\), which can have another reason/,
			),
			1,
		],
		[
			'that answers 11000',
			{ settings: { uniqueOutTradeNo: false }, fault: onSecond('code') },
			notProven(/The second payment was refused with code 11000 /),
			1,
		],
		[
			'that cannot be reached the second time',
			{ settings: { uniqueOutTradeNo: false }, fault: onSecond('cut before') },
			notProven(/The answer to the second payment was lost/),
			1,
		],
		[
			'that answers a used number with its payout',
			{ settings: { returnsUsedNumber: true } },
			notProven(/TokenPay took the number again and named the same payout\. Only your wallet can tell/),
			1,
		],
		[
			'that signs the whole answer',
			{ settings: { responseSigning: 'body' } },
			{ signed: ['Proven for a balance. Over the whole answer, as documented.', VERIFY] },
			1,
		],
		['that signs, with answers verified', { credential: 'verifying' }, {}, 1],
		['that signs its data in another order', { fault: { kind: 'reordered', path: BALANCE } }, {}, 1],
		[
			'that does not sign',
			{ settings: { signResponses: false } },
			{ signed: ['Proven for a balance. Not at all.', "'Verify Responses' in the credential: off."] },
			1,
		],
		[
			'that signs in another way',
			{ fault: { kind: 'bad signature', path: BALANCE } },
			{
				signed: [
					'Not proven. In a way that is not known: there is a signature, and it does not match.',
					"'Verify Responses' in the credential: off. Ask TokenPay how it signs.",
				],
			},
			1,
		],
		[
			'that does not sign, with answers verified',
			{ settings: { signResponses: false }, credential: 'verifying' },
			{
				unit: [
					expect.stringMatching(/^Not asked\. Nothing was paid\. The balance could not be asked\. /),
					expect.any(String),
				],
				used: ['Not asked. Nothing was paid.', UNTIL_YOU_KNOW],
				signed: ['Proven for a balance. Not at all.', "'Verify Responses' in the credential: off."],
				fee: ['Not asked.', ''],
			},
			0,
		],
		[
			'that is disabled',
			{ settings: { appDisabled: true } },
			{
				unit: [
					expect.stringMatching(
						/^Not asked\. Nothing was paid\. The balance could not be asked\. .*The application is disabled/,
					),
					'Enable the application in the merchant console.',
				],
				used: ['Not asked. Nothing was paid.', UNTIL_YOU_KNOW],
				signed: [expect.stringMatching(/^Not proven\. The balance could not be asked\. /), expect.any(String)],
				fee: ['Not asked.', ''],
			},
			0,
		],
		[
			'that tells no fee',
			{ fault: { kind: 'code', path: '/v1/payanother/estimated_fee', times: 99 } },
			{ fee: [expect.stringMatching(/^Not known\. It could not be asked\. /), expect.any(String)] },
			1,
		],
		[
			'whose payout cannot be looked up',
			{
				fault: { kind: 'code', code: 20005, path: '/v1/payanother/query', times: 99 },
				settings: { uniqueOutTradeNo: false },
			},
			{
				unit: [expect.stringMatching(/^Not proven\. Its record could not be compared\. /), 'Run this form again.'],
				used: PAID_AGAIN,
				fee: [expect.stringMatching(/decimals 6\.$/), USUAL.fee[1]],
			},
			2,
		],
	])('judges an account %s', async (_what, variant, differs, paid) => {
		sandbox.configure(variant.settings ?? {});
		if (variant.fault) sandbox.addFault(variant.fault);
		const page = await fillIn(variant);
		expect(verdictsOf(page)).toEqual({ ...USUAL, ...differs });
		const sent = sandbox.state().moneySent;
		expect(sent).toHaveLength(paid);
		// It has asked the account itself, each time.
		const asked = sandbox.state().requests.filter(({ path }) => path === PAYOUT);
		const isAsked = verdictsOf(page).unit[0].startsWith('Not asked');
		const isAskedTwice = !verdictsOf(page).used[0].startsWith('Not asked');
		expect(asked).toHaveLength(isAsked ? 0 : isAskedTwice ? 2 : 1);
		expect(new Set(asked.map(({ out_trade_no }) => out_trade_no)).size).toBe(isAsked ? 0 : 1);
		if (paid > 0) expect(page).toContain(`Payout ${sent[0]?.out_trade_no}: ${variant.amount ?? 1} `);
		else expect(page).toContain(isAsked ? 'Nothing was paid' : 'It was not made.');
	});
});

/** What a person fills in, in the order of the page. */
function fieldsOf({ amount = '1', currency = 'USDT', chain = 'TRON' }: Variant): string[] {
	return [` ${randomAddress(chain)} `, chain, currency, amount];
}

/** Fills in the page as a person does. @returns the page at the end */
async function fillIn(variant: Variant): Promise<string> {
	const answer = await submit(urls.get(variant.credential) ?? '', fieldsOf(variant));
	const { formWaitingUrl } = (await answer.json()) as { formWaitingUrl: string };
	// The browser's page asks for the state until there is something to show.
	const state = new URL(formWaitingUrl);
	state.pathname += '/n8n-execution-status';
	await waitFor('the verdicts', async () => (await (await fetch(state)).text()) === 'form-waiting', {
		timeoutMs: MINUTE,
	});
	return await openPage(formWaitingUrl);
}

/** What the page says to each question, and the setting that it names. */
function verdictsOf(page: string): Verdicts {
	const rows = [...page.matchAll(/<tr><td><b>(.*?)<\/b><\/td><td>(.*?)<\/td><td>(.*?)<\/td><\/tr>/g)];
	const plain = (html = '') => html.replace(/<[^>]*>/g, '').trim();
	const byQuestion = new Map(rows.map(([, question = '', found, choose]) => [question, [plain(found), plain(choose)]]));
	return Object.fromEntries(
		Object.entries(QUESTIONS).map(([name, question]) => [name, byQuestion.get(question)]),
	) as Verdicts;
}

/** A fault of the second payment alone. */
function onSecond(kind: Fault['kind']): Fault {
	const isSecond = (seed: number) => {
		const random = seededRandom(seed);
		return random() >= 0.5 && random() < 0.5;
	};
	let seed = 1;
	while (!isSecond(seed)) seed += 1;
	return { kind, path: PAYOUT, probability: 0.5, seed };
}

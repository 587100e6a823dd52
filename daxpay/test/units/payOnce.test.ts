import type { Failure } from '../../../core/run/failure';
import type { SingleOutcome } from '../../../core/run/operation';
import type { Movement } from '../../nodes/DaxPay/movement';
import { toPayOnce } from '../../nodes/DaxPay/payOnce';
import { type Said, merchantOf, scriptedClient } from '../../tools/scriptedServer';

type Json = Record<string, unknown>;

const MERCHANT = merchantOf();

const PAYEE = { channel: 'ali_pay', payeeType: 'login_name', payeeAccount: 'someone@example.com' };

const TRANSFER: Movement = {
	create: {
		path: '/transfer',
		method: 'POST',
		fields: { bizTransferNo: 'row-1', ...PAYEE, amount: 15.5 },
		movesMoney: true,
	},
	query: { path: '/query', method: 'POST', fields: { bizTransferNo: 'row-1' } },
	numberField: 'bizTransferNo',
	number: 'row-1',
	amount: '15.5',
	compared: PAYEE,
};

/** What the server has under the number. */
const has = (status: unknown, changes: Json = {}): Said => ({
	...{ code: 0, msg: 'success', traceId: 'T-found' },
	data: { bizTransferNo: 'row-1', transferNo: 'DEV_T1', amount: 15.5, ...PAYEE, status, ...changes },
});

/** What the server responds to what moves money. */
const made = (status: unknown, changes: Json = {}): Said => ({
	...{ code: 0, msg: 'success', traceId: 'T-made' },
	data: { bizTransferNo: 'row-1', transferNo: 'DEV_T1', status, ...changes },
});

const says = (code: number, msg = 'words'): Said => ({ code, msg, traceId: 'T-refused' });

const NOTHING = says(20041);

const DEFINITE = '余额不足';
const UNCERTAIN = 'Read timed out';

/** Makes the transfer at a server that follows a script, all of which has to be needed. */
async function pay(script: Said[], { movement = TRANSFER, stopsAtPause = Infinity } = {}) {
	const { client, sent, pauses, rest } = scriptedClient(MERCHANT, script, stopsAtPause);
	const prepared = toPayOnce(movement, MERCHANT.credential, (outcome) => outcome);
	const outcome = (await prepared.send(client)) as SingleOutcome;
	expect(rest).toEqual([]);
	const failure: Failure | undefined = 'failure' in outcome ? outcome.failure : undefined;
	return {
		json: 'json' in outcome ? outcome.json : undefined,
		failure,
		details: failure?.details,
		said: [failure?.error, ...(failure?.more ?? [])].join(''),
		paths: sent.map(({ path }) => path),
		urgent: sent.map((request) => request.urgent),
		pauses,
	};
}

const FOUND_ONLY = ['/query'];
const SENT = ['/query', '/transfer'];
const LOOKED_UP_ONCE = [...SENT, '/query'];
const LOOKED_UP_AGAIN = [...SENT, '/query', '/query', '/query'];

describe('what is prepared', () => {
	it('names the payment by its field and number, with all that is sent', () => {
		const { payment } = toPayOnce(TRANSFER, MERCHANT.credential, (outcome) => outcome);
		expect(payment).toEqual({ number: 'bizTransferNo row-1', content: TRANSFER.create.fields });
	});

	it('comes out in the form that the item asks for', async () => {
		const { client } = scriptedClient(MERCHANT, [NOTHING, made('success')]);
		const shaped = { json: { shaped: true } };
		expect(await toPayOnce(TRANSFER, MERCHANT.credential, () => shaped).send(client)).toBe(shaped);
	});
});

describe.each(['success', 'progress', 'processing', 'init'])('the state "%s" is alive', (status) => {
	it('when it was just made: what was sent is returned with what the server says', async () => {
		const { json, paths, urgent } = await pay([NOTHING, made(status)]);
		expect(json).toEqual({
			...{ bizTransferNo: 'row-1', transferNo: 'DEV_T1', amount: '15.5', ...PAYEE, status, traceId: 'T-made' },
		});
		expect([paths, urgent]).toEqual([SENT, [false, false]]);
	});

	it('when it was there before: nothing is sent', async () => {
		const { json, paths } = await pay([has(status)]);
		expect(json).toMatchObject({ amount: '15.5', status, traceId: 'T-found', already_existed: true });
		expect(json).not.toHaveProperty('recovered');
		expect(paths).toEqual(FOUND_ONLY);
	});

	it('when it is found after a lost response', async () => {
		const { json, paths, pauses, urgent } = await pay([NOTHING, 'connection cut', NOTHING, has(status)]);
		expect(json).toMatchObject({ status, traceId: 'T-found', recovered: true });
		expect(json).not.toHaveProperty('already_existed');
		expect([paths, pauses.length]).toEqual([LOOKED_UP_AGAIN.slice(0, -1), 2]);
		expect(urgent).toEqual([false, false, true, true]);
	});
});

it.each(['close', 'cancel'])(
	'the state "%s" is over, wherever it is met, and its outcome is unknown',
	async (status) => {
		for (const [script, id] of [
			[[has(status)], 'T-found'],
			[[NOTHING, made(status)], 'T-made'],
			[[NOTHING, 'connection cut', has(status)], 'T-found'],
		] as Array<[Said[], string]>) {
			const { details, said } = await pay(script);
			expect(details).toMatchObject({ outcome: 'unknown', reason: 'closed', status, request_id: id });
			expect(said).toContain(`its state is ${status}`);
		}
	},
);

describe('a state that nobody knows', () => {
	it.each([
		['SUCCESS', 'SUCCESS'],
		['a_state_with_a_very_long_name', 'a_state_with'],
		['', 'missing'],
		[null, 'missing'],
		[undefined, 'missing'],
	])('%j is unknown where it was found, and nothing is sent', async (status, words) => {
		const { details, said, paths } = await pay([has(status)]);
		expect(details).toMatchObject({
			outcome: 'unknown',
			reason: 'unknown',
			status: status ?? '',
			request_id: 'T-found',
		});
		expect(said).toContain(`its state is ${words}`);
		expect(said).not.toContain('very_long_name');
		expect(paths).toEqual(FOUND_ONLY);
	});

	it.each([
		['SUCCESS', 'its status is SUCCESS'],
		['a_state_with_a_very_long_name', 'its status is a_state_with'],
		['', 'its status is missing'],
		[null, 'its status is missing'],
	])('%j is looked up where it was the response', async (status, words) => {
		const { details, said, paths } = await pay([NOTHING, made(status), NOTHING, NOTHING, NOTHING]);
		expect(details).toMatchObject({ outcome: 'unknown', reason: 'unreadable', request_id: 'T-made' });
		expect(said).toContain(words);
		expect(said).not.toContain('very_long_name');
		expect(paths).toEqual(LOOKED_UP_AGAIN);
		expect((await pay([NOTHING, made(status), has('success')])).json).toMatchObject({ recovered: true });
	});

	it.each([undefined, null, [], 'success', 1])('nor what is no detail, such as %j', async (data) => {
		const response = { code: 0, msg: 'success', traceId: 'T-made', data } as Json;
		const { details, said, paths } = await pay([NOTHING, response, NOTHING, NOTHING, NOTHING]);
		expect(details).toMatchObject({ outcome: 'unknown', reason: 'unreadable', request_id: 'T-made' });
		expect(said).toContain('without a status');
		expect(paths).toEqual(LOOKED_UP_AGAIN);
	});
});

describe('what is under the number', () => {
	it.each([
		[{ amount: 15.51 }, ['amount (asked for 15.5, DaxPay has 15.51)']],
		[{ bizTransferNo: 'row-2' }, ['bizTransferNo (asked for row-1, DaxPay has row-2)']],
		[{ channel: 'wechat_pay' }, ['channel (asked for ali_pay, DaxPay has wechat_pay)']],
		[
			{ payeeAccount: 'another@example.com', payeeType: 'user_id', amount: 1 },
			[
				'amount (asked for 15.5, DaxPay has 1)',
				'payeeType (asked for login_name, DaxPay has user_id)',
				'payeeAccount (asked for someone@example.com, DaxPay has another@example.com)',
			],
		],
	])('and has %j is another transfer: nothing is sent, and each difference is named', async (changes, differences) => {
		for (const status of ['success', 'fail', 'close']) {
			const { details, said, paths } = await pay([has(status, changes)]);
			expect(details).toMatchObject({ outcome: 'unknown', reason: 'different', differences, request_id: 'T-found' });
			for (const name of Object.keys(changes)) expect(said).toContain(`'${name}'`);
			expect(paths).toEqual(FOUND_ONLY);
		}
	});

	it.each([
		[{ amount: 15.5, channel: undefined, payeeType: null, payeeAccount: '' }],
		[{ bizTransferNo: undefined }],
		[{ amount: '15.50' }],
	])('and has %j is the same, since what the server does not tell decides nothing', async (changes) => {
		expect((await pay([has('success', changes)])).json).toMatchObject({ already_existed: true });
	});

	it.each([undefined, null, 'much', {}])(
		'and has the amount %j cannot be compared: nothing is sent',
		async (amount) => {
			const { details, said, paths } = await pay([has('fail', { amount })]);
			expect(details).toMatchObject({ outcome: 'unknown', reason: 'unreadable', request_id: 'T-found' });
			expect(said).toContain('amount');
			expect(paths).toEqual(FOUND_ONLY);
		},
	);

	it('is compared after a lost response, too', async () => {
		const { details } = await pay([NOTHING, 'connection cut', has('success', { amount: 1 })]);
		expect(details).toMatchObject({ outcome: 'unknown', reason: 'different' });
	});

	it('is another one where the response is about another number', async () => {
		const { details, paths } = await pay([NOTHING, made('success', { bizTransferNo: 'row-2' })]);
		expect(details).toMatchObject({
			...{ outcome: 'unknown', reason: 'different', request_id: 'T-made' },
			differences: ['bizTransferNo (asked for row-1, DaxPay has row-2)'],
		});
		expect(paths).toEqual(SENT);
		for (const bizTransferNo of [undefined, null, '']) {
			expect((await pay([NOTHING, made('success', { bizTransferNo })])).json).toMatchObject({ status: 'success' });
		}
	});

	it('has no number of a request where the server gives none', async () => {
		const untraced = (said: Said) => ({ ...(said as Json), traceId: undefined });
		expect((await pay([NOTHING, untraced(made('success'))])).json).not.toHaveProperty('traceId');
		expect((await pay([untraced(has('success', { amount: 1 }))])).details).not.toHaveProperty('request_id');
	});
});

describe('a number that cannot be looked up', () => {
	it.each<[Said]>([['connection cut'], [says(20052)], [{ statusCode: 500, body: '' }], [{ code: 0, data: [] }]])(
		'is not sent after %j, and what an earlier run did is unknown',
		async (said) => {
			const { details, failure, paths, pauses } = await pay([said]);
			expect(details?.outcome).toBe('unknown');
			expect(failure?.error).toBe('No payment was sent, since its number could not be looked up first');
			expect(failure?.advice).toContain('never with a new one');
			expect(details).not.toHaveProperty('nothing_sent');
			expect([paths, pauses]).toEqual([FOUND_ONLY, []]);
		},
	);

	it('keeps the reason why', async () => {
		const { said, details } = await pay([says(20052, '签名')]);
		expect(said).toContain('The signature is wrong');
		expect(details).toMatchObject({ code: 20052, msg: '签名', request_id: 'T-refused' });
	});

	it('is unpaid where the look-up never left, as nothing was sent', async () => {
		const { details, paths } = await pay(['not reached']);
		expect(details).toMatchObject({
			outcome: 'unpaid',
			reason: 'refused',
			nothing_sent: true,
			technical_reason: 'TEST',
		});
		expect(paths).toEqual(FOUND_ONLY);
	});
});

describe('without a response to rely on', () => {
	it('it is unpaid where the request never left, and not looked up', async () => {
		const { details, paths } = await pay([NOTHING, 'not reached']);
		expect(details).toMatchObject({ outcome: 'unpaid', reason: 'refused' });
		expect(paths).toEqual(SENT);
	});

	it.each<[Said]>([['connection cut'], [{ statusCode: 502, body: '' }], [{ statusCode: 200, body: '<html>' }]])(
		'such as %j, it is looked up three times, and unknown where it is not found',
		async (said) => {
			const { details, said: words, paths, pauses } = await pay([NOTHING, said, NOTHING, NOTHING, NOTHING]);
			expect(details).toMatchObject({
				outcome: 'unknown',
				found_when_looked_up: false,
				at: '2026-01-31T01:30:00.000Z',
			});
			expect(words).toContain('OUTCOME UNKNOWN');
			expect([paths, pauses.length]).toEqual([LOOKED_UP_AGAIN, 3]);
		},
	);

	it('it is unknown where looking it up does not help', async () => {
		const cut: Said = 'connection cut';
		const { details } = await pay([NOTHING, cut, cut, cut, cut]);
		expect(details).toMatchObject({ outcome: 'unknown', reason: 'cut', found_when_looked_up: null });
	});

	it.each<[string, Said]>([
		['the run was stopped', 'run stopped'],
		[
			'its signature does not match',
			{ statusCode: 200, body: JSON.stringify({ ...(made('success') as Json), sign: 'x' }) },
		],
		['it reports success without a signature', { statusCode: 200, body: JSON.stringify(made('success')) }],
	])('since %s, it is unknown, and not looked up', async (_why, said) => {
		const { details, paths, pauses } = await pay([NOTHING, said]);
		expect(details).toMatchObject({
			outcome: 'unknown',
			looked_up: 'It was not looked up',
			found_when_looked_up: null,
		});
		expect([paths, pauses]).toEqual([SENT, []]);
	});

	it('it is unknown where the run is stopped before it could be looked up', async () => {
		const { details, paths } = await pay([NOTHING, 'connection cut'], { stopsAtPause: 1 });
		expect(details).toMatchObject({ outcome: 'unknown', looked_up: 'It was not looked up' });
		expect(paths).toEqual(SENT);
	});

	it('a failure that is found may be an older one, so it is unknown', async () => {
		const { details, said } = await pay([NOTHING, 'connection cut', has('fail', { errorMsg: DEFINITE })]);
		expect(details).toMatchObject({ outcome: 'unknown', reason: 'mayHaveFailed', status: 'fail', msg: DEFINITE });
		expect(said).toContain(DEFINITE);
	});
});

describe('a failure that the response reports', () => {
	it('is unpaid where the channel paid nothing for certain', async () => {
		const { details, said, paths } = await pay([NOTHING, made('fail', { errorMsg: ` ${DEFINITE} ` })]);
		expect(details).toEqual({
			...{ outcome: 'unpaid', reason: 'failed', status: 'fail', msg: DEFINITE, request_id: 'T-made' },
		});
		expect(said).toContain(`DaxPay says "${DEFINITE}"`);
		expect(paths).toEqual(SENT);
	});

	it.each([UNCERTAIN, 'something'])('is unknown where it says %j', async (errorMsg) => {
		const { details, said } = await pay([NOTHING, made('fail', { errorMsg })]);
		expect(details).toMatchObject({ outcome: 'unknown', reason: 'mayHaveFailed', status: 'fail', msg: errorMsg });
		expect(said).toContain('OUTCOME UNKNOWN');
	});

	it.each(['', '  ', null, undefined])('is unknown where it says %j', async (errorMsg) => {
		const { details, failure } = await pay([NOTHING, made('fail', { errorMsg })]);
		expect(details).toEqual({ outcome: 'unknown', reason: 'mayHaveFailed', status: 'fail', request_id: 'T-made' });
		expect(failure?.more).toBeUndefined();
	});

	it('says the words in full, and in short where there is little room', async () => {
		const { failure } = await pay([NOTHING, made('fail', { errorMsg: 'something '.repeat(5).trim() })]);
		const [full = '', short = ''] = failure?.more ?? [];
		expect(full).toContain('something '.repeat(5).trim());
		expect(short.length).toBeLessThan(full.length);
		expect(short).toContain('something');
	});
});

describe('what is recorded as failed before', () => {
	it('is sent again under the same number, and what comes of it counts', async () => {
		for (const errorMsg of [DEFINITE, UNCERTAIN, '']) {
			const { json, paths } = await pay([has('fail', { errorMsg }), made('success')]);
			expect(json).toMatchObject({ status: 'success', amount: '15.5' });
			expect(paths).toEqual(SENT);
		}
	});

	it.each([UNCERTAIN, '', 'something'])(
		'with the words %j may have been paid then, even where nothing is paid now',
		async (errorMsg) => {
			for (const now of ['not reached', made('fail', { errorMsg: DEFINITE })] as Said[]) {
				const { details } = await pay([has('fail', { errorMsg }), now]);
				expect(details?.outcome).toBe('unknown');
			}
		},
	);

	it('for a reason that is definite is unpaid where nothing is paid now', async () => {
		for (const now of ['not reached', made('fail', { errorMsg: DEFINITE })] as Said[]) {
			const { details } = await pay([has('fail', { errorMsg: DEFINITE }), now]);
			expect(details?.outcome).toBe('unpaid');
		}
	});

	it('stays unknown where it is unknown now', async () => {
		const { details } = await pay([has('fail', { errorMsg: UNCERTAIN }), made('close')]);
		expect(details).toMatchObject({ outcome: 'unknown', reason: 'closed' });
	});
});

describe('a refusal that comes before anything is made', () => {
	const REFUSED = says(20021, 'not enabled');

	it('is unpaid where there is nothing under the number, looked up once more and at once', async () => {
		const { details, paths, pauses, urgent } = await pay([NOTHING, REFUSED, NOTHING]);
		expect(details).toEqual({ outcome: 'unpaid', code: 20021, msg: 'not enabled', request_id: 'T-refused' });
		expect([paths, pauses, urgent]).toEqual([LOOKED_UP_ONCE, [], [false, false, true]]);
	});

	it('says nothing of what an earlier run sent and was processed only now', async () => {
		for (const errorMsg of [undefined, DEFINITE]) {
			const { json } = await pay([NOTHING, REFUSED, has('success', { errorMsg })]);
			expect(json).toMatchObject({ status: 'success', already_existed: true });
		}
		const { details } = await pay([NOTHING, REFUSED, has('close')]);
		expect(details).toMatchObject({ outcome: 'unknown', reason: 'closed' });
	});

	it('is unpaid where the failure before is still recorded and was definite', async () => {
		const before = has('fail', { errorMsg: DEFINITE });
		const { details } = await pay([before, REFUSED, before]);
		expect(details).toMatchObject({ outcome: 'unpaid', code: 20021 });
	});

	it.each([UNCERTAIN, '', 'something'])(
		'is unknown where a failure with the words %j is recorded',
		async (errorMsg) => {
			const { details } = await pay([NOTHING, REFUSED, has('fail', { errorMsg })]);
			expect(details).toMatchObject({ outcome: 'unknown', reason: 'mayHaveFailed' });
		},
	);

	it('is unpaid where the look-up is refused in the same way', async () => {
		const { details } = await pay([NOTHING, REFUSED, says(20052)]);
		expect(details).toMatchObject({ outcome: 'unpaid', code: 20021 });
	});

	it.each<[Said]>([['connection cut'], ['not reached'], [says(10500)], [{ code: 0, data: [] }]])(
		'is unknown where the look-up brings %j',
		async (said) => {
			const { details } = await pay([NOTHING, REFUSED, said]);
			expect(details).toMatchObject({ outcome: 'unknown', code: 20021, found_when_looked_up: null });
		},
	);
});

describe('a refusal by the channel', () => {
	const REFUSED = says(20045, DEFINITE);

	it('is unpaid where its words are definite and nothing is under the number', async () => {
		const { details, paths } = await pay([NOTHING, REFUSED, NOTHING]);
		expect(details).toMatchObject({ outcome: 'unpaid', code: 20045, msg: DEFINITE });
		expect(paths).toEqual(LOOKED_UP_ONCE);
	});

	it.each([DEFINITE, ''])('is unpaid where it is recorded as failed with the words %j', async (errorMsg) => {
		const { details } = await pay([NOTHING, REFUSED, has('fail', { errorMsg })]);
		expect(details).toMatchObject({ outcome: 'unpaid', code: 20045 });
	});

	it.each([UNCERTAIN, 'something'])('is unknown where it is recorded as failed with %j', async (errorMsg) => {
		const { details } = await pay([NOTHING, REFUSED, has('fail', { errorMsg })]);
		expect(details).toMatchObject({ outcome: 'unknown', reason: 'mayHaveFailed' });
	});

	it.each([UNCERTAIN, 'something', ''])('is unknown where its own words are %j', async (msg) => {
		const { details, paths } = await pay([NOTHING, says(20045, msg), NOTHING, NOTHING, NOTHING]);
		expect(details).toMatchObject({ outcome: 'unknown', code: 20045, found_when_looked_up: false });
		expect(paths).toEqual(LOOKED_UP_AGAIN);
	});
});

describe('a refusal of a number that the server has', () => {
	it('is unpaid where the state forbids it and nothing is under the number: it is the state of the payment', async () => {
		const { details, paths, urgent } = await pay([NOTHING, says(20044), NOTHING]);
		expect(details).toMatchObject({ outcome: 'unpaid', code: 20044 });
		expect([paths, urgent]).toEqual([LOOKED_UP_ONCE, [false, false, true]]);
	});

	it.each([10507, 20043])('with code %i is looked up until it is found, since it may be in work', async (code) => {
		const found = await pay([NOTHING, says(code), NOTHING, has('progress')]);
		expect(found.json).toMatchObject({ status: 'progress', already_existed: true });
		const { details, paths } = await pay([NOTHING, says(code), NOTHING, NOTHING, NOTHING]);
		expect(details).toMatchObject({ outcome: 'unknown', code, found_when_looked_up: false });
		expect(paths).toEqual(LOOKED_UP_AGAIN);
	});

	it.each([10507, 20043])(
		'with code %i is unknown where the run is stopped before it could be looked up',
		async (code) => {
			const { details, paths } = await pay([NOTHING, says(code)], { stopsAtPause: 1 });
			expect(details).toMatchObject({ outcome: 'unknown', code, looked_up: 'It was not looked up' });
			expect(paths).toEqual(SENT);
		},
	);

	it.each([10507, 20043, 20044])('with code %i and a failure under it is unknown', async (code) => {
		const { details } = await pay([NOTHING, says(code), has('fail', { errorMsg: DEFINITE })]);
		expect(details).toMatchObject({ outcome: 'unknown', reason: 'mayHaveFailed' });
	});

	it('is unknown where the look-up is refused as the request was, if not before anything was made', async () => {
		const { details } = await pay([NOTHING, says(20044), says(20052)]);
		expect(details).toMatchObject({ outcome: 'unknown', code: 20044 });
	});
});

describe.each([1, 10409, 10500, 20013, 20080, 30000, 99999])(
	'any other refusal, such as %i, leaves it open',
	(code) => {
		it('so it is looked up, and unknown where it is not found, whatever its words are', async () => {
			for (const msg of ['words', DEFINITE]) {
				const { details, paths } = await pay([NOTHING, says(code, msg), NOTHING, NOTHING, NOTHING]);
				expect(details).toMatchObject({ outcome: 'unknown', code });
				expect(details?.['looked_up']).toMatch(/^DaxPay did not have it/);
				expect(paths).toEqual(LOOKED_UP_AGAIN);
			}
			expect((await pay([NOTHING, says(code), has('success')])).json).toMatchObject({ recovered: true });
		});
	},
);

import { close } from '../../nodes/DaxPay/close';
import { type Said, merchantOf, scriptedClient } from '../../tools/scriptedServer';

const MERCHANT = merchantOf();

const NAME = { bizOrderNo: 'order-1' };

const REQUESTS = {
	close: { path: '/close', method: 'POST', fields: { ...NAME, useCancel: false } },
	query: { path: '/query', method: 'POST', fields: NAME },
} as const;

const CLOSED: Said = { code: 0, msg: 'success', traceId: 'T-closed' };
const STATE_FORBIDS: Said = { code: 20044, msg: 'no', traceId: 'T-no' };
const NOTHING: Said = { code: 20041, msg: 'no' };
const is = (status: unknown): Said => ({ code: 0, data: { ...NAME, status }, traceId: 'T-found' });

/** Closes the payment at a server that follows a script, all of which has to be needed. */
async function closeBy(script: Said[], stopsAtPause?: number) {
	const { client, sent, pauses, rest } = scriptedClient(MERCHANT, script, stopsAtPause);
	const outcome = await close(client, REQUESTS);
	expect(rest).toEqual([]);
	const failure = 'failure' in outcome ? outcome.failure : undefined;
	return {
		json: 'json' in outcome ? outcome.json : undefined,
		failure,
		said: [failure?.error, ...(failure?.more ?? [])].join(''),
		paths: sent.map(({ path }) => path),
		urgent: sent.map((request) => request.urgent),
		pauses,
	};
}

describe('a payment that is closed', () => {
	it('is returned with what names it, and nothing else is sent', async () => {
		const { json, paths } = await closeBy([CLOSED]);
		expect(json).toEqual({ success: true, ...NAME, traceId: 'T-closed' });
		expect(paths).toEqual(['/close']);
	});

	it.each([20043, 20081, 10507])('is closed again after a pause where the server has it in work (%i)', async (code) => {
		const { json, paths, pauses } = await closeBy([{ code, msg: 'busy' }, CLOSED]);
		expect(json).toMatchObject({ success: true });
		expect([paths, pauses.length]).toEqual([['/close', '/close'], 1]);
	});
});

describe('a payment whose state does not allow it', () => {
	it.each([
		['close', 'close'],
		['cancel', 'cancel'],
		['CLOSE', 'close'],
	])('is closed already where its state is %s, looked up at once', async (status, state) => {
		const { json, urgent, paths, pauses } = await closeBy([STATE_FORBIDS, is(status)]);
		expect(json).toEqual({ success: true, ...NAME, already_closed: true, status: state, traceId: 'T-found' });
		expect([paths, urgent, pauses]).toEqual([['/close', '/query'], [false, true], []]);
	});

	it.each([
		['success', 'success'],
		['wait', 'wait'],
		['', 'unknown'],
		[null, 'unknown'],
	])('is not closed where its state is %j, which is named', async (status, state) => {
		const { failure, said } = await closeBy([STATE_FORBIDS, is(status)]);
		expect(failure?.details).toMatchObject({ status: state, code: 20044, request_id: 'T-no' });
		expect(said).toContain(`It could not be closed: its state is ${state}`);
	});

	it('has a state that is shortened where it is long', async () => {
		const { said } = await closeBy([STATE_FORBIDS, is('a_state_with_a_very_long_name')]);
		expect(said).toContain('a_state');
		expect(said).not.toContain('long_name');
	});

	it.each<[Said]>([[NOTHING], ['connection cut'], [{ code: 20052, msg: 'x' }]])(
		'is not known to be closed where the look-up brings %j',
		async (said) => {
			const { failure } = await closeBy([STATE_FORBIDS, said]);
			expect(failure?.error).toBe('It is not known whether it is closed now');
			expect(failure?.details).toMatchObject({ code: 20044 });
		},
	);
});

it.each([20041, 20052, 10500])('a refusal with another code, such as %i, is the outcome', async (code) => {
	const { failure, paths } = await closeBy([{ code, msg: 'words' }]);
	expect(failure?.details).toMatchObject({ code, msg: 'words' });
	expect(paths).toEqual(['/close']);
});

describe('without a response to rely on', () => {
	it.each<[Said]>([['connection cut'], [{ statusCode: 500, body: '' }], [{ statusCode: 200, body: '<html>' }]])(
		'such as %j, the state decides, looked up until it is found',
		async (said) => {
			const { json, paths, pauses } = await closeBy([said, NOTHING, is('close')]);
			expect(json).toMatchObject({ success: true, already_closed: true, status: 'close' });
			expect([paths, pauses.length]).toEqual([['/close', '/query', '/query'], 2]);
			expect((await closeBy([said, is('wait')])).said).toContain('its state is wait');
		},
	);

	it('it is not known to be closed where it cannot be looked up', async () => {
		const cut: Said = 'connection cut';
		for (const [script, stopsAtPause] of [
			[[cut, cut, cut, cut], undefined],
			[[cut], 1],
		] as Array<[Said[], number | undefined]>) {
			const { failure } = await closeBy(script, stopsAtPause);
			expect(failure?.error).toBe('It is not known whether it is closed now');
			expect(failure?.advice).toContain('closing twice does no harm');
		}
	});

	it.each<[Said, string]>([
		['not reached', 'refused'],
		['run stopped', 'stopped'],
		[{ statusCode: 200, body: '{"code":0}' }, 'unsigned'],
	])('since it was %j, it is not looked up, and the reason is named', async (said, reason) => {
		const { failure, paths } = await closeBy([said]);
		expect(failure?.details).toMatchObject({ reason });
		expect(failure?.error).not.toBe('It is not known whether it is closed now');
		expect(paths).toEqual(['/close']);
	});
});

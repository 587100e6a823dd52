import { EventEmitter } from 'node:events';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { isUpToDate, keepStored } from '../notifications/storedData';
import {
	type Confirmation,
	type Refused,
	type VerifiedEvent,
	type WebhookSource,
	receiveNotification,
} from '../notifications/webhook';

type Json = Record<string, unknown>;
type Source = WebhookSource<unknown, VerifiedEvent>;

const HOUR = 3_600_000;

const ITEM = { number: 'row-1', event: 'payout.success', attach: 'x' };

/** A trigger of its own in each test, since a process remembers what it has seen. */
let trigger = 0;
beforeEach(() => trigger++);

interface Call {
	options?: Json;
	parameters?: Json;
	/** What n8n stores for the workflow, by node. */
	staticData?: IDataObject;
	mode?: string;
	nodeId?: string;
	credential?: () => Promise<IDataObject>;
	credentials?: Json | undefined;
	request?: Json;
}

const NODE = 'Trigger';

/** What a node says of its credential. */
const chosen = (id: string) => ({ platformApi: { id } });

/** Calls the webhook as n8n does. */
function start(source: Partial<Source> = {}, call: Call = {}) {
	const { options = {}, parameters = {}, staticData = {}, mode = 'trigger', nodeId = '1' } = call;
	const credentials = 'credentials' in call ? call.credentials : chosen('c1');
	const sent: Array<{ code: number; body: object }> = [];
	const response = Object.assign(new EventEmitter(), {
		statusCode: 200,
		status: (code: number) => {
			response.statusCode = code;
			return { json: (body: object) => sent.push({ code, body }) };
		},
	});
	const given: Json = { options, simplify: true, events: ['payout.success'], ...parameters };
	const own = () => (workflow.staticData[`node:${NODE}`] ??= {}) as IDataObject;
	const workflow = { staticData };
	const context = {
		workflow,
		getNodeParameter: (name: string, fallback?: unknown) => given[name] ?? fallback,
		getCredentials: call.credential ?? (async () => await Promise.resolve({ secret: 's' })),
		getRequestObject: () => call.request ?? { rawBody: Buffer.from('body') },
		getResponseObject: () => response,
		getHeaderData: () => ({ header: 'h' }),
		getMode: () => mode,
		getNode: () => ({ id: nodeId, name: NODE, credentials }),
		getWorkflow: () => ({ id: `workflow ${trigger}` }),
		getWorkflowStaticData: (kind: string) => (kind === 'node' ? own() : {}),
	} as unknown as IWebhookFunctions;
	const outcome = receiveNotification(context, {
		credentialName: 'platformApi',
		readCredential: (stored) => ({ read: stored }),
		read: () => ({ item: ITEM, event: 'payout.success', id: 'id-1' }),
		simpleFields: () => ['event', 'number'],
		acknowledgement: 'OK',
		defaultMaximumAge: 24,
		...source,
	});
	return { outcome, context, sent, workflow, finish: () => response.emit('finish'), response };
}

/** Calls the webhook, and n8n responds as it does where all is well. */
async function receive(source: Partial<Source> = {}, call: Call = {}, statusCode = 200) {
	const { outcome, sent, finish, response, workflow } = start(source, call);
	const { workflowData, webhookResponse, noWebhookResponse } = await outcome;
	if (sent.length === 0) response.statusCode = statusCode;
	finish();
	const remembered = (workflow.staticData[`node:${NODE}`] as Json | undefined)?.['seen'];
	return { json: workflowData?.[0]?.[0]?.json, webhookResponse, noWebhookResponse, sent: sent[0], remembered };
}

const ACKNOWLEDGED = { json: undefined, webhookResponse: 'OK', noWebhookResponse: undefined, sent: undefined };
const REFUSED = { json: undefined, noWebhookResponse: true, sent: { code: 401 } };
const STARTS = { json: { event: 'payout.success' }, sent: undefined };

describe('a genuine notification that is wanted', () => {
	it.each([
		[true, ['event', 'number']],
		['true', ['event', 'number']],
		[undefined, ['event', 'number']],
		['', ['event', 'number']],
		['garbage', ['event', 'number']],
		[false, ['event', 'number', 'attach']],
		['false', ['event', 'number', 'attach']],
	])('starts the workflow; Simplify %j leaves the fields %j', async (simplify, fields) => {
		const { json, webhookResponse, sent } = await receive({}, { parameters: { simplify } });
		expect(Object.keys(json ?? {})).toEqual(fields);
		expect([webhookResponse, sent]).toEqual([undefined, undefined]);
	});

	it('is read from its bytes, with the credential, the headers and the time of its arrival', async () => {
		const now = jest.spyOn(Date, 'now').mockReturnValue(5000);
		const read = jest.fn(() => ({ item: ITEM, event: 'payout.success', id: 'id-1' }));
		await receive({ read });
		now.mockRestore();
		expect(read.mock.calls).toEqual([
			[{ read: { secret: 's' } }, { header: 'h' }, Buffer.from('body'), { maximumAge: 24 * HOUR, now: 5000 }],
		]);
	});

	it.each([
		[undefined, 24],
		[2, 2],
		['2', 2],
		[0.5, 0.5],
		[0, 0],
		['0', 0],
		['', 24],
		[' ', 24],
		[-1, 24],
		['x', 24],
		[NaN, 24],
		[null, 24],
		[true, 24],
	])('may be, with the maximum age %j, %d hours old', async (maximumAge, hours) => {
		const read = jest.fn<Refused, Parameters<Source['read']>>(() => ({ refused: 'x' }));
		await receive({ read }, { options: { maximumAge } });
		expect(read.mock.calls[0]?.[3].maximumAge).toBe(hours * HOUR);
	});

	it('is read from the request where its bytes were not read yet', async () => {
		const request: Json = {
			rawBody: 'no bytes',
			readRawBody: async () => await Promise.resolve(void (request['rawBody'] = Buffer.from('late'))),
		};
		const read = jest.fn<Refused, Parameters<Source['read']>>(() => ({ refused: 'x' }));
		await receive({ read }, { request });
		expect(read.mock.calls[0]?.[2]).toEqual(Buffer.from('late'));
	});

	it('has its bytes read once', async () => {
		const readRawBody = jest.fn(async () => await Promise.resolve());
		expect(await receive({}, { request: { rawBody: Buffer.from('x'), readRawBody } })).toMatchObject(STARTS);
		expect(readRawBody).not.toHaveBeenCalled();
	});
});

it('one that nobody wants is acknowledged, and not remembered', async () => {
	expect(await receive({}, { parameters: { events: ['payout.failed'] } })).toEqual({
		...{ ...ACKNOWLEDGED, remembered: undefined },
	});
	expect(await receive()).toMatchObject(STARTS);
});

it.each<[string, Partial<Source>, Call]>([
	['what is not genuine', { read: () => ({ refused: 'signature' }) }, {}],
	['what comes without a credential', {}, { credential: async () => await Promise.reject(new Error('none')) }],
	['what has no bytes', {}, { request: {} }],
	['what has no bytes that can be read', {}, { request: { readRawBody: async () => await Promise.resolve() } }],
])('%s is refused with 401, and starts nothing', async (_what, source, call) => {
	expect(await receive(source, call)).toMatchObject(REFUSED);
	expect((await receive(source, call)).sent?.body).toEqual({ message: expect.any(String) as string });
});

describe('one that comes again', () => {
	it('is acknowledged only, in whatever store n8n has read', async () => {
		expect(await receive()).toMatchObject({ ...STARTS, remembered: ['id-1'] });
		expect(await receive()).toMatchObject(ACKNOWLEDGED);
	});

	it('is acknowledged only after a restart, when n8n has stored it', async () => {
		const staticData = { [`node:${NODE}`]: { seen: ['id-1'] } };
		expect(await receive({}, { staticData })).toMatchObject(ACKNOWLEDGED);
	});

	it('starts the workflow where n8n could not store the first', async () => {
		expect(await receive({}, {}, 500)).toMatchObject(STARTS);
		expect(await receive()).toMatchObject(STARTS);
	});

	it('starts another trigger', async () => {
		expect(await receive({}, { nodeId: '1' })).toMatchObject(STARTS);
		expect(await receive({}, { nodeId: '2' })).toMatchObject(STARTS);
		trigger++;
		expect(await receive({}, { nodeId: '1' })).toMatchObject(STARTS);
	});

	it('starts it again where repeated ones are not ignored, and for who listens for a test event', async () => {
		for (const call of [{ options: { ignoreRepeated: false } }, { mode: 'manual' }]) {
			for (let times = 0; times < 2; times++) {
				expect(await receive({}, call)).toMatchObject({ ...STARTS, remembered: undefined });
			}
		}
	});

	it('starts it where another came before', async () => {
		const other = () => ({ item: ITEM, event: 'payout.success', id: 'id-2' });
		await receive();
		expect(await receive({ read: other })).toMatchObject(STARTS);
	});
});

describe('confirming', () => {
	const confirming = (confirmation: Confirmation) => {
		const confirm = jest.fn(async () => await Promise.resolve(confirmation));
		return { confirm };
	};

	it.each([undefined, false])('is left out with the option %j', async (confirm) => {
		const source = confirming('contradicted');
		expect(await receive(source, { options: { confirm } })).toMatchObject(STARTS);
		expect(source.confirm).not.toHaveBeenCalled();
	});

	it.each([true, 'true', 'false', null, 0, ''])(
		'is done with %j, since only a clear no turns it off',
		async (confirm) => {
			const source = confirming('confirmed');
			expect(await receive(source, { options: { confirm } })).toMatchObject(STARTS);
			expect(source.confirm).toHaveBeenCalledWith(
				expect.anything(),
				{ secret: 's' },
				expect.objectContaining({ id: 'id-1' }),
			);
		},
	);

	it('is left out where the platform has no way to do it', async () => {
		expect(await receive({}, { options: { confirm: true } })).toMatchObject(STARTS);
	});

	it('refuses what is contradicted, and does not remember it', async () => {
		expect(await receive(confirming('contradicted'), { options: { confirm: true } })).toMatchObject({
			...{ ...REFUSED, remembered: undefined },
		});
		expect(await receive()).toMatchObject(STARTS);
	});

	it('has what cannot be confirmed sent again, with 503', async () => {
		const { sent, json, noWebhookResponse, remembered } = await receive(confirming('unconfirmed'), {
			options: { confirm: true },
		});
		expect([sent?.code, json, noWebhookResponse, remembered]).toEqual([503, undefined, true, undefined]);
		expect(sent?.body).toEqual({ message: expect.any(String) as string });
		expect(await receive()).toMatchObject(STARTS);
	});

	it('starts nothing where another copy has started the workflow meanwhile', async () => {
		const confirm = async (): Promise<Confirmation> => {
			await receive();
			return 'confirmed';
		};
		const call = { options: { confirm: true } };
		expect(await receive({ confirm }, call)).toMatchObject(ACKNOWLEDGED);
		trigger++;
		expect(await receive({ confirm }, { options: { ...call.options, ignoreRepeated: false } })).toMatchObject(STARTS);
	});
});

describe('the credential', () => {
	const reading = () => {
		const done: Array<(stored: IDataObject) => void> = [];
		return { done, credential: jest.fn(async () => await new Promise<IDataObject>((resolve) => done.push(resolve))) };
	};

	it('is read once for calls at the same time, and anew for later ones', async () => {
		const { done, credential } = reading();
		const calls = [start({}, { credential }), start({}, { credential })];
		await Promise.resolve();
		expect(credential).toHaveBeenCalledTimes(1);
		done[0]?.({});
		await Promise.all(calls.map(async ({ outcome }) => await outcome));
		void start({}, { credential });
		expect(credential).toHaveBeenCalledTimes(2);
	});

	it.each<[string, Call, Call]>([
		['nodes', { nodeId: '1' }, { nodeId: '2' }],
		['credentials', { credentials: chosen('c1') }, { credentials: chosen('c2') }],
		['modes', { mode: 'trigger' }, { mode: 'manual' }],
	])('is read for each of different %s', (_what, one, other) => {
		const { credential } = reading();
		start({}, { ...one, credential });
		start({}, { ...other, credential });
		expect(credential).toHaveBeenCalledTimes(2);
	});

	it.each([undefined, {}])('is asked of n8n where the node says %j of it', async (credentials) => {
		expect(await receive({}, { credentials })).toMatchObject(STARTS);
	});

	it('is read again after it could not be read', async () => {
		const failing = async () => await Promise.reject(new Error('none'));
		expect(await receive({}, { credential: failing })).toMatchObject(REFUSED);
		expect(await receive()).toMatchObject(STARTS);
	});
});

describe('what n8n stores', () => {
	const contextOf = (workflow: unknown) =>
		({ workflow, getNode: () => ({ name: NODE }) }) as unknown as IWebhookFunctions;
	const own = { [`node:${NODE}`]: {} };
	const others = { ...own, 'node:Counter': {} };

	it('may be saved at any time where it holds nothing of other nodes', () => {
		const longAgo = Date.now() - HOUR;
		for (const workflow of [{ staticData: own }, { staticData: {} }, {}, undefined]) {
			expect(isUpToDate(contextOf(workflow), longAgo)).toBe(true);
		}
	});

	it('may be saved within a second where it does, since others may have changed it later', () => {
		const now = jest.spyOn(Date, 'now').mockReturnValue(100_000);
		const context = contextOf({ staticData: others });
		expect([100_000, 99_000, 98_999].map((at) => isUpToDate(context, at))).toEqual([true, true, false]);
		expect(isUpToDate(contextOf({ staticData: { 'node:Counter': {} } }), 0)).toBe(false);
		now.mockRestore();
	});

	it('is not saved where confirming took its time, and the identifier is saved with the next one', async () => {
		let time = 100_000;
		const now = jest.spyOn(Date, 'now').mockImplementation(() => time);
		const confirm = async (): Promise<Confirmation> => {
			time += 1001;
			return await Promise.resolve('confirmed');
		};
		const call = { options: { confirm: true }, staticData: { ...others } };
		expect(await receive({ confirm }, call)).toMatchObject({ ...STARTS, remembered: undefined });
		const next = () => ({ item: ITEM, event: 'payout.success', id: 'id-2' });
		expect((await receive({ read: next })).remembered).toEqual(['id-1', 'id-2']);
		now.mockRestore();
	});

	it('keeps the mark that it has changed when n8n makes another workflow of it', () => {
		const original: Json = { a: 1 };
		const workflow = { staticData: original };
		keepStored(contextOf(workflow));
		original['__dataChanged'] = false;
		expect(workflow.staticData['__dataChanged']).toBe(true);
		// What others write to it until it is saved is saved, too; the mark is none of it.
		original['b'] = 2;
		workflow.staticData['c'] = 3;
		expect(JSON.parse(JSON.stringify(workflow.staticData))).toMatchObject({ a: 1, b: 2, c: 3 });
		expect(original['c']).toBe(3);
	});

	it('has changed no more once n8n says that it has saved it', () => {
		const original: Json = {};
		const workflow = { staticData: original };
		keepStored(contextOf(workflow));
		workflow.staticData['__dataChanged'] = false;
		expect(workflow.staticData['__dataChanged']).toBe(false);
		expect(original).toEqual({});
		workflow.staticData['__dataChanged'] = true;
		expect(workflow.staticData['__dataChanged']).toBe(true);
	});

	it.each([undefined, {}])('is left as it is where there is none: %j', (workflow) => {
		keepStored(contextOf(workflow));
		expect(workflow).toEqual(workflow && {});
	});

	it('is marked as changed when a notification is remembered, and not when it is not', async () => {
		const remembering = start();
		await remembering.outcome;
		expect(remembering.workflow.staticData['__dataChanged']).toBe(true);
		const forgetting = start({}, { options: { ignoreRepeated: false } });
		await forgetting.outcome;
		expect(forgetting.workflow.staticData['__dataChanged']).toBeUndefined();
	});
});

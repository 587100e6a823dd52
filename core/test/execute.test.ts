import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
	INodeTypeDescription,
	NodeExecutionHint,
} from 'n8n-workflow';
import { operationField, post } from '../run/description';
import { execute } from '../run/execute';
import { mappingModeField } from '../run/mappingMode';
import type { CheckContext, Operation } from '../run/operation';
import { SharedState } from '../run/sharedState';
import { fastClock } from '../tools/async/clocks';
import { PAYMENT, PLAIN, type PlainCredential } from '../tools/testing/plainPlatform';

const NAMES = ['pay', 'list', 'report', 'context'];
const SHOW = { resource: ['payment'], operation: NAMES };

const field = (name: string, property: string): INodeProperties => ({
	...{ displayName: name, name, type: 'string', default: '', displayOptions: { show: SHOW } },
	routing: { send: { type: 'body', property } },
});

const DESCRIPTION: INodeTypeDescription = {
	...{ displayName: 'Pay', name: 'pay', group: [], version: 1, description: '', defaults: {} },
	...{ inputs: ['main'], outputs: ['main'] },
	requestDefaults: { baseURL: 'https://pay.example' },
	properties: [
		operationField(
			'payment',
			'pay',
			NAMES.map((value) => ({ name: value, value, routing: post(`/${value}`) })),
		),
		mappingModeField(SHOW, 'From columns'),
		field('number', 'out_no'),
		field('to', 'to_address'),
		field('problem', 'problem'),
	],
};

/** What an operation was given to check with. */
let given: Array<CheckContext<PlainCredential>> = [];
beforeEach(() => (given = []));

const OPERATIONS: Record<string, Operation<PlainCredential>> = {
	pay: PAYMENT,
	list: {
		movesMoney: false,
		check: ({ number }) => ({ send: async () => await Promise.resolve({ list: [{ number }, { number: 'more' }] }) }),
	},
	report: { ...PAYMENT, report: async (items) => await Promise.resolve({ forAll: { of: items.length } }) },
	context: {
		movesMoney: false,
		check(_values, context) {
			given.push(context);
			return { send: async () => await Promise.resolve({ json: {} }) };
		},
		sumUp: () => ['All <is> fine & well'],
	},
};

const PLATFORM = { ...PLAIN, operations: { payment: OPERATIONS } };

interface Options {
	parameters?: INodeParameters;
	rows?: IDataObject[];
	node?: Partial<INode>;
	credential?: Record<string, unknown> | Error;
	/** What else n8n's context can do, or cannot. */
	context?: Partial<Record<keyof IExecuteFunctions, unknown>>;
	/** What the platform says to every request. */
	body?: string;
}

/** Runs the node in a context as n8n makes them; an expression is `=` and a column's name. */
async function run({ rows = [{ n: 'a' }], node, credential = {}, body = '0', ...more }: Options = {}) {
	const own = { resource: 'payment', operation: 'pay', mappingMode: 'defineBelow', number: '=n', to: 'x' };
	const parameters = { ...own, ...more.parameters };
	const theNode: INode = {
		...{ id: '1', name: 'Pay', type: 'n8n-nodes-pay.pay', typeVersion: 1, position: [0, 0], parameters },
		...node,
	};
	const requests: unknown[] = [];
	const hints: NodeExecutionHint[] = [];
	const context = {
		getNode: () => theNode,
		getInputData: () => rows.map((json) => ({ json })),
		getNodeParameter(name: string, index: number, fallback: unknown) {
			const value = (parameters as IDataObject)[name] ?? fallback;
			return typeof value === 'string' && value.startsWith('=') ? rows[index]?.[value.slice(1)] : value;
		},
		getCredentials: async () =>
			await (credential instanceof Error ? Promise.reject(credential) : Promise.resolve(credential)),
		continueOnFail: () => ['continueErrorOutput', 'continueRegularOutput'].includes(String(theNode.onError)),
		getExecutionCancelSignal: () => undefined,
		isToolExecution: () => false,
		addExecutionHints(...all: NodeExecutionHint[]) {
			// Where there is nothing to say, n8n is told nothing.
			expect(all).not.toHaveLength(0);
			hints.push(...all);
		},
		helpers: {
			async httpRequestWithAuthentication(name: string, request: object) {
				requests.push({ name, ...request });
				return await Promise.resolve({ statusCode: 200, headers: {}, body });
			},
		},
		...more.context,
	} as unknown as IExecuteFunctions;
	const outcome = execute(DESCRIPTION, PLATFORM, new SharedState(fastClock)).call(context);
	const ended = await outcome.then(
		([items]) => ({ items: items as INodeExecutionData[], thrown: undefined }),
		(thrown: Error) => ({ items: [], thrown }),
	);
	return { ...ended, requests, hints };
}

const GO_ON = { node: { onError: 'continueRegularOutput' as const } };

describe('a node', () => {
	it('sends each item through n8n under its credential, with its options, and pairs what comes out', async () => {
		const { items, requests, hints } = await run({
			rows: [{ n: 'a' }, { n: 'b' }],
			parameters: { requestOptions: { timeout: 7000 } },
			credential: { allowedHttpRequestDomains: 'domains', allowedDomains: 'a.example' },
		});
		expect(items).toEqual([
			{ json: { number: 'a', result: 'sent' }, pairedItem: { item: 0 } },
			{ json: { number: 'b', result: 'sent' }, pairedItem: { item: 1 } },
		]);
		const request = {
			...{ name: 'payApi', method: 'POST', url: '/pay', baseURL: 'https://pay.example', timeout: 7000 },
			allowedDomains: 'pay.example, a.example',
		};
		expect(requests).toMatchObject([request, request]);
		expect(hints).toEqual([]);
	});

	it('pairs each entry of a list with its item, and a report on all with all of them', async () => {
		const rows = [{ n: 'a' }, { n: 'b' }];
		const list = await run({ rows, parameters: { operation: 'list' } });
		expect(list.items.map(({ json, pairedItem }) => [json['number'], pairedItem])).toEqual([
			['a', { item: 0 }],
			['more', { item: 0 }],
			['b', { item: 1 }],
			['more', { item: 1 }],
		]);
		const report = await run({ rows, parameters: { operation: 'report' } });
		expect(report.items).toEqual([{ json: { of: 2 }, pairedItem: [{ item: 0 }, { item: 1 }] }]);
	});

	it('says beside its output, as plain text, what is worth knowing of the run', async () => {
		const { hints } = await run({ parameters: { operation: 'context' } });
		expect(hints).toEqual([{ message: 'All &#60;is&#62; fine &#38; well', location: 'outputPane' }]);
		const columns = { parameters: { mappingMode: 'autoMapInputData' }, rows: [{ number: 'a', to: 'x', shoe: 7 }] };
		const mapped = await run(columns);
		expect(mapped.items[0]?.json).toMatchObject({ number: 'a' });
		expect(mapped.hints).toEqual([{ message: expect.stringContaining('shoe') as string, location: 'outputPane' }]);
	});

	it('runs where n8n is too old for hints, and to say whether a model runs it', async () => {
		const context = { addExecutionHints: undefined, isToolExecution: undefined };
		const { items } = await run({ parameters: { operation: 'context' }, context });
		expect(items).toHaveLength(1);
		expect(given).toMatchObject([{ isTool: false }]);
	});

	it.each([
		['a workflow', 'n8n-nodes-pay.pay', false, false],
		['a model', 'n8n-nodes-pay.pay', true, true],
		['a model, as a node of its own', 'n8n-nodes-pay.payTool', false, true],
		['a workflow, where another node is called so', 'n8n-nodes-Tool.pay', false, false],
	])('knows that it is run by %s', async (_who, type, isToolExecution, isTool) => {
		await run({
			parameters: { operation: 'context' },
			node: { type },
			context: { isToolExecution: () => isToolExecution },
		});
		expect(given).toMatchObject([{ isTool }]);
	});

	it('sends nothing of an execution that was stopped', async () => {
		const context = { getExecutionCancelSignal: () => AbortSignal.abort() };
		const { items, requests } = await run({ ...GO_ON, context });
		expect(items[0]?.json['details']).toMatchObject({ reason: 'stoppedBefore' });
		expect(requests).toEqual([]);
	});

	it('lets n8n do other work where reading and checking took longer than 15 ms, and only there', async () => {
		const now = jest.spyOn(performance, 'now');
		const timers = jest.spyOn(globalThis, 'setTimeout');
		try {
			const countOf = async (step: number) => {
				let time = 100;
				now.mockImplementation(() => time);
				timers.mockClear();
				const getNodeParameter = (name: string) => {
					if (name === 'number') time += step;
					return name === 'requestOptions' ? {} : 'x';
				};
				const rows = Array.from({ length: 5 }, () => ({ n: 'a' }));
				await run({ rows, parameters: { operation: 'context' }, context: { getNodeParameter } });
				return timers.mock.calls.filter(([, after]) => after === 0).length;
			};
			// Before each item but the first; the last one's reading is followed by the checks.
			expect(await countOf(16)).toBe(5);
			expect(await countOf(15)).toBe(2);
			expect(await countOf(0)).toBe(0);
		} finally {
			jest.restoreAllMocks();
		}
	});
});

describe('an item that fails', () => {
	const refused = { rows: [{ n: 'a' }, { n: ' b ' }], body: '7', ...GO_ON };

	it('leaves with what happened, what to do, and all details under the names of the API', async () => {
		const { items } = await run(refused);
		expect(items).toHaveLength(2);
		expect(items[1]).toEqual({
			json: {
				error: expect.stringMatching(/^Payment b: Refused with 7/) as string,
				message: expect.stringContaining('Ask.') as string,
				details: { out_no: 'b', code: 7 },
			},
			pairedItem: { item: 1 },
		});
		expect(Object.keys(items[1] ?? {})).not.toContain('error');
		expect(items[1]).not.toHaveProperty('error');
	});

	it.each([
		[5, 'Payment 5: ', { out_no: '5' }],
		[undefined, 'Payment row 1: ', {}],
		['', 'Payment row 1: ', {}],
		['  ', 'Payment row 1: ', {}],
		[{}, 'Payment row 1: ', {}],
	])('is called by its number, or by its row where it has none: %j', async (n, name, details) => {
		const { items } = await run({ ...refused, rows: [{ n }] });
		expect(items[0]?.json['error']).toContain(name);
		expect(items[0]?.json['details']).toEqual({ ...details, code: 7 });
	});

	it('keeps what only n8n looks at out of its output, where failures have an output of their own', async () => {
		const { items } = await run({ ...refused, node: { onError: 'continueErrorOutput' } });
		const [item] = items;
		expect(item?.error?.message).toBe(`${String(item?.json['error'])}. ${String(item?.json['message'])}`);
		expect(Object.keys(item ?? {})).toEqual(['json', 'pairedItem']);
	});

	it('ends the node where that stops on failure, with its place', async () => {
		const { thrown } = await run({ rows: [{ n: 'a' }, { n: 'b', p: 'No.' }], parameters: { problem: '=p' } });
		expect(thrown).toMatchObject({
			message: expect.stringContaining('No') as string,
			context: { itemIndex: 1 },
			details: { out_no: 'b', reason: 'input', failed: ['b'], 'not sent': ['a'] },
		});
	});
});

describe('a run that cannot begin', () => {
	const rows = [{ n: 'a' }, { n: 'b' }];

	it.each([
		['an operation that is not known', { parameters: { operation: 'fly' } }, 'does not know the operation "fly"'],
		['a credential that cannot be had', { credential: new Error('It was deleted') }, 'It was deleted'],
	])('fails each item where the node goes on, with %s', async (_what, options, words) => {
		for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
			const { items, requests } = await run({ ...options, rows, node: { onError } });
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
			for (const item of items) {
				expect(item.json['error']).toContain(words);
				expect(item.json['message']).toMatch(/^\S.*\.$/);
				expect(item.json['details']).toMatchObject({ outcome: 'unpaid', nothing_sent: true });
				expect(item.error === undefined).toBe(onError === 'continueRegularOutput');
			}
			expect(requests).toEqual([]);
		}
	});

	it('ends the node where it stops on failure', async () => {
		const { thrown } = await run({ rows, parameters: { operation: 'fly' } });
		expect(thrown).toMatchObject({
			message: expect.stringMatching(/does not know the operation "fly" of "payment"$/) as string,
			details: { reason: 'newer', nothing_sent: true },
		});
		expect((await run({ rows, credential: new Error('It was deleted') })).thrown?.message).toBe('It was deleted');
	});
});

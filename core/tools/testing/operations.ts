import {
	NodeHelpers,
	type IDataObject,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
	type NodeParameterValueType,
} from 'n8n-workflow';
import { type AnyPlatform, type Credential, type CredentialType, type RunOptions, runNode } from '../n8n/runNode';
import { type Listener, startListener } from './listener';

/** What a row says, by the node's parameters; whatever is not here gets "17". */
const ROW: IDataObject = {
	chain: 'TRON',
	currency: 'USDT',
	toAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
	walletAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
	notifyUrl: 'https://n8n.example.com/webhook/1/webhook',
	returnUrl: 'https://shop.example.com/thanks',
	payeeType: 'login_name',
	channel: 'ali_pay',
};

/** Numbers in place of their defaults: nothing is waited for. */
const NUMBERS: Record<string, number> = { maximumWait: 1e-9 };

/** What is made afresh for each request. */
const FRESH = ['sign', 'nonceStr', 'reqTime', 'reqId'];

/** Every field that the panel shows for an operation, filled in by an expression where it takes one. */
function filledIn(nodeType: INodeType, resource: string, operation: string): INodeParameters {
	const parameters: INodeParameters = { resource, operation };
	const { description } = nodeType;
	const expression = (name: string) => `={{ $json.${name} ?? "17" }}`;
	const valueOf = ({ name, type, default: usual, options }: INodeProperties): NodeParameterValueType => {
		if (type === 'string') return expression(name);
		if (name in NUMBERS) return NUMBERS[name];
		if (type === 'resourceLocator') return { __rl: true, mode: 'name', value: expression(name) };
		if (type !== 'collection' || name === 'options') return usual;
		return Object.fromEntries((options as INodeProperties[]).map((option) => [option.name, valueOf(option)]));
	};
	for (const property of description.properties) {
		if (property.name in parameters || property.name === 'requestOptions') continue;
		const node = { typeVersion: 1, parameters };
		if (NodeHelpers.displayParameter(parameters, property, node, description)) {
			parameters[property.name] = valueOf(property);
		}
	}
	return parameters;
}

const operationsOf = ({ operations }: { operations: Record<string, object> }) =>
	Object.entries(operations).flatMap(([resource, ofResource]) =>
		Object.keys(ofResource).map((operation) => [resource, operation] as const),
	);

/** A node whose operations are all run. */
export interface TestedNode {
	nodeType: INodeType;
	credentialType: CredentialType;
	platform: AnyPlatform;
	/** A credential for a server. */
	credential(url: string): Credential;
}

/** Tests that a node runs every operation of its panel, and sends the same in a workflow as where it is a tool. */
export function testOperations({ nodeType, credentialType, platform, credential }: TestedNode): void {
	let listener: Listener;

	beforeAll(async () => {
		listener = await startListener();
	});
	afterAll(() => listener.close());

	const requests = async (resource: string, operation: string, asTool: boolean) => {
		await runNode({
			nodeType,
			credentialType,
			credential: credential(listener.url),
			parameters: filledIn(nodeType, resource, operation),
			rows: [ROW],
			onError: 'continueRegularOutput',
			asTool,
		});
		return listener.heard.splice(0).map(({ body, ...rest }) => {
			const lasting = Object.entries(body).filter(([field]) => !FRESH.includes(field));
			return { ...rest, body: Object.fromEntries(lasting) };
		});
	};

	test('runs every operation of its panel', () => {
		const inPanel = nodeType.description.properties
			.filter(({ name: parameter }) => parameter === 'operation')
			.flatMap(({ displayOptions, options }) =>
				(options as Array<{ value: string }>).map(({ value }) => [String(displayOptions?.show?.resource?.[0]), value]),
			);
		expect(operationsOf(platform).map(String).sort()).toEqual(inPanel.map(String).sort());
	});

	test.each(operationsOf(platform))(
		'%s, %s: sends the same in a workflow as where it is a tool',
		async (resource, operation) => {
			const inWorkflow = await requests(resource, operation, false);
			expect(inWorkflow).not.toHaveLength(0);
			expect(await requests(resource, operation, true)).toEqual(inWorkflow);
		},
	);

	const [[resource, operation] = ['', '']] = operationsOf(platform);
	const { name, version } = platform.package;
	const advice = `Update the package ${name}: the workflow was saved with a version newer than ${version}.`;

	describe.each([
		['an operation', { resource, operation: 'batch' }, 1, `the operation "batch" of "${resource}"`],
		[
			'an operation named like a method',
			{ resource, operation: 'toString' },
			1,
			`the operation "toString" of "${resource}"`,
		],
		['a resource', { resource: 'invoice', operation }, 1, 'the resource "invoice"'],
		[
			'a resource named like a property',
			{ resource: 'constructor', operation: 'name' },
			1,
			'the resource "constructor"',
		],
		['a version of the node', { resource, operation }, 2, 'version 2 of the node'],
	])(
		'a workflow that was saved with a newer version of the package, for %s',
		(_what, parameters, typeVersion, what) => {
			const run = async (more: Partial<RunOptions>) =>
				await runNode({
					...{ nodeType, credentialType, parameters, node: { typeVersion }, rows: [{}, {}], ...more },
					credential: credential(listener.url),
				});
			const message = `${name} ${version} does not know ${what}`;

			test.each([
				['in a workflow', false, message],
				['to a model', true, `${message}. ${advice}`],
			])('says what this one does not know, and to update, %s', async (_where, asTool, words) => {
				await expect(run({ asTool })).rejects.toMatchObject({ message: words, description: advice, httpCode: 'newer' });
				expect(listener.heard).toEqual([]);
			});

			test.each(['continueErrorOutput', 'continueRegularOutput'] as const)(
				'fails item by item with %s; thrown, n8n would lead the items on as if they were done',
				async (onError) => {
					const details = { reason: 'newer', outcome: 'unpaid', nothing_sent: true, package: name, version };
					expect(await run({ onError })).toEqual(
						[0, 1].map((item) => ({ json: { error: message, message: advice, details }, pairedItem: { item } })),
					);
					expect(listener.heard).toEqual([]);
				},
			);
		},
	);

	test('without its credential, fails item by item where the node goes on', async () => {
		const run = async (onError?: 'continueErrorOutput') =>
			await runNode({
				...{ nodeType, credentialType, parameters: { resource, operation }, node: { credentials: {} }, rows: [{}, {}] },
				...{ credential: {}, ...(onError && { onError }) },
			});
		await expect(run()).rejects.toThrow('credentials');
		const items = await run('continueErrorOutput');
		expect(items.map(({ json }) => json.details)).toEqual(
			[0, 1].map(() => expect.objectContaining({ reason: 'credential', outcome: 'unpaid', nothing_sent: true })),
		);
	});
}

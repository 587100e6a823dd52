import { LoadOptionsContext } from 'n8n-core';
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { TokenPay } from '../nodes/TokenPay/TokenPay.node.ts';
import { DEFAULT_APP, startSandbox, type Sandbox } from '../sandbox/server';
import { loadOptionsParts } from '../tools/tokenpay/runNode';

const LIST = '/v1/currency/index';

let sandbox: Sandbox;
beforeEach(async () => {
	// A new port each time, so that no list is remembered from the test before.
	sandbox = await startSandbox({ requestsPerSecond: 0 });
});
afterEach(async () => await sandbox.close());

type Search = 'searchChains' | 'searchCurrencies' | 'searchRecipients';

/** Opens a list of the panel, through n8n-core's real context for it. */
async function open(
	search: Search,
	{ chain = '', filter, allowedRecipients = '' }: { chain?: string; filter?: string; allowedRecipients?: string } = {},
): Promise<INodeListSearchResult> {
	const credential = { environment: 'custom', baseUrl: sandbox.url, ...DEFAULT_APP, allowedRecipients };
	const parameters = {
		resource: 'payout',
		operation: 'create',
		chain: { __rl: true, mode: 'name', value: chain },
	};
	const { workflow, node, additionalData } = loadOptionsParts(credential, parameters);
	const context = new LoadOptionsContext(workflow, node, additionalData, '') as unknown as ILoadOptionsFunctions;
	return await new TokenPay().methods.listSearch[search].call(context, filter);
}

const values = ({ results }: INodeListSearchResult) => results.map(({ value }) => value);

test("chains come from the platform's list, each once", async () => {
	expect(values(await open('searchChains'))).toEqual(['BSC', 'ETHEREUM', 'TRON']);
});

test('currencies are those of the chosen chain', async () => {
	expect(values(await open('searchCurrencies', { chain: 'TRON' }))).toEqual(['TRX', 'USDT']);
	expect(values(await open('searchCurrencies', { chain: 'bsc' }))).toEqual(['BNB', 'USDT']);
});

test('all currencies are offered while no chain is chosen', async () => {
	expect(values(await open('searchCurrencies'))).toEqual(expect.arrayContaining(['BNB', 'ETH', 'TRX', 'USDT']));
});

test('what is typed narrows the list down, in any case', async () => {
	expect(values(await open('searchChains', { filter: 'tro' }))).toEqual(['TRON']);
});

test('the list is fetched once and used again', async () => {
	await open('searchChains');
	await open('searchCurrencies', { chain: 'TRON' });
	expect(sandbox.state().requests.filter(({ path }) => path.startsWith(LIST))).toHaveLength(1);
});

test('a list that cannot be loaded says why and what to do, and is tried again', async () => {
	sandbox.addFault({ kind: '500 before', path: LIST });
	await expect(open('searchChains')).rejects.toThrow(
		/could not be loaded: TokenPay could not process the request \(HTTP 500\).*You can choose Name and type it/,
	);
	expect(values(await open('searchChains'))).toContain('TRON');
});

test('the list is fetched with a plain GET', async () => {
	await open('searchChains');
	expect(sandbox.state().requests[0]).toMatchObject({ method: 'GET', code: 0 });
});

describe('recipients', () => {
	const TRON = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
	const OTHER = 'TXLAQ63Xg1NAzckPwKHvzw7CSEmLMEqcdj';
	const allowedRecipients = `Zoe = ${TRON}\n${OTHER}\n`;

	test("are those of the credential, by name and address, and nobody's address is asked for", async () => {
		const { results } = await open('searchRecipients', { allowedRecipients: `Zoe = ${TRON}\n${OTHER}` });
		expect(results).toEqual([
			{ name: OTHER, value: OTHER },
			{ name: `Zoe (${TRON})`, value: TRON },
		]);
		expect(sandbox.state().requests).toEqual([]);
	});

	test('are found by what is typed of the name or the address', async () => {
		expect(values(await open('searchRecipients', { allowedRecipients, filter: 'zOE' }))).toEqual([TRON]);
		expect(values(await open('searchRecipients', { allowedRecipients, filter: OTHER.slice(-5) }))).toEqual([OTHER]);
	});

	test('are none where the credential allows everybody', async () => {
		expect(values(await open('searchRecipients'))).toEqual([]);
	});

	test('that cannot be read say which line, and what to do', async () => {
		await expect(open('searchRecipients', { allowedRecipients: `${TRON}\nAcme ${OTHER}` })).rejects.toThrow(
			/cannot be read in line 2\..*You can choose Address and type it\./,
		);
	});
});

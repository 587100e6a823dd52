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

type Search = 'searchChains' | 'searchCurrencies';

/** Opens a list of the panel, through n8n-core's real context for it. */
async function open(
	search: Search,
	{ chain = '', filter }: { chain?: string; filter?: string } = {},
): Promise<INodeListSearchResult> {
	const credential = { environment: 'custom', baseUrl: sandbox.url, ...DEFAULT_APP };
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
		/could not be loaded: TokenPay could not process the request \(HTTP 500\).*By Name/,
	);
	expect(values(await open('searchChains'))).toContain('TRON');
});

test('the list is fetched with a plain GET', async () => {
	await open('searchChains');
	expect(sandbox.state().requests[0]).toMatchObject({ method: 'GET', code: 0 });
});

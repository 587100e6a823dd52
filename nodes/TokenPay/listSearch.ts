import {
	NodeOperationError,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IN8nHttpFullResponse,
	type INodeListSearchResult,
} from 'n8n-workflow';
import { inFull } from '../../core/run/message';
import { classifyTransportError } from '../../core/requests/transport';
import { textOf } from '../../core/values/text';
import { noResponse, readResponse } from './response';
import { type Currency, readCurrencies } from './currencies';
import { baseUrlOf, credentialIssue, readCredential } from './credential';
import { description } from './resources/currency';
import { nameOf, readRecipients } from './recipients';
import { routesOf } from '../../core/run/description';

/** How long a currency list is used again, in milliseconds. */
const FRESH = 10 * 60_000;

const TIMEOUT = 10_000;

/** The currency lists by the address they came from. */
const lists = new Map<string, { at: number; currencies: Currency[] }>();

/** The chains that the platform supports, to pick from in the panel. */
export async function searchChains(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const currencies = await currenciesOf(this);
	return matching(
		currencies.map(({ chain }) => ({ name: chain, value: chain })),
		filter,
	);
}

/** The currencies that the platform supports on the chosen chain, or on any where none is chosen. */
export async function searchCurrencies(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const currencies = await currenciesOf(this);
	const chosen = textOf(this.getCurrentNodeParameter('chain', { extractValue: true })).toUpperCase();
	const onChain = currencies.filter(({ chain }) => chain.toUpperCase() === chosen);
	// A chain given by an expression is not known here, so it narrows nothing down.
	const shown = onChain.length > 0 ? onChain : currencies;
	return matching(
		shown.map(({ currency, name }) => ({
			name: name && name !== currency ? `${currency} (${name})` : currency,
			value: currency,
		})),
		filter,
	);
}

/** The recipients that the credential allows, by their names; none where it allows everybody. */
export async function searchRecipients(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const { allowedRecipients } = readCredential(await this.getCredentials('tokenPayApi'));
	const { listed = [], problem } = readRecipients(allowedRecipients);
	if (problem !== undefined) throw notLoaded(this, problem, 'Address');
	return matching(
		listed.map((recipient) => ({ name: nameOf(recipient), value: recipient.address })),
		filter,
	);
}

function matching(entries: Array<{ name: string; value: string }>, filter = ''): INodeListSearchResult {
	const wanted = filter.toLowerCase();
	const unique = new Map(entries.map((entry) => [entry.value, entry]));
	const results = [...unique.values()]
		.filter(({ name }) => name.toLowerCase().includes(wanted))
		.sort((a, b) => a.name.localeCompare(b.name, 'en'));
	return { results };
}

async function currenciesOf(context: ILoadOptionsFunctions): Promise<Currency[]> {
	const credential = readCredential(await context.getCredentials('tokenPayApi'));
	const wrong = credentialIssue(credential);
	if (wrong !== undefined) throw notLoaded(context, wrong);
	const host = baseUrlOf(credential) ?? '';
	const known = lists.get(host);
	if (known && Date.now() - known.at < FRESH) return known.currencies;

	const response = await load(context, host);
	if (response.kind !== 'success') throw notLoaded(context, inFull(response.failure));
	const currencies = readCurrencies(response.data);
	if (currencies.length === 0) throw notLoaded(context, 'TokenPay sent an empty list.');
	lists.set(host, { at: Date.now(), currencies });
	return currencies;
}

async function load(context: ILoadOptionsFunctions, host: string) {
	const { method, path } = routesOf({ properties: description })('currency', 'getAll')({});
	const options: IHttpRequestOptions = {
		method,
		baseURL: host,
		url: path,
		encoding: 'text',
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		timeout: TIMEOUT,
	};
	try {
		const response = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			'tokenPayApi',
			options,
		)) as IN8nHttpFullResponse;
		const { statusCode, headers, body } = response;
		return readResponse({ statusCode, headers, body: textOf(body) });
	} catch (error) {
		return noResponse(classifyTransportError(error));
	}
}

function notLoaded(context: ILoadOptionsFunctions, why: string, mode = 'Name'): NodeOperationError {
	const message = `The list could not be loaded: ${why} You can choose ${mode} and type it.`;
	const error = new NodeOperationError(context.getNode(), message);
	error.message = message;
	return error;
}

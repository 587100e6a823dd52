import {
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { type Values, apiNames, descriptionFor, routesOf, sentFields, shownParameters } from './description';
import { errorOf } from './nodeError';
import type { Failure } from './failure';
import { columnsOf } from './mappingMode';
import { type Told, tell } from './message';
import type { ItemOutcome } from './operation';
import { itemReader } from './readItem';
import { type Item, type Platform, runItems } from './run';
import { knownOperation, storedCredential } from './begin';
import { SHARED } from './sharedState';
import { requestDefaults, transmit } from '../requests/transmit';
import { trimSpaces } from '../values/text';

type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

/** How long n8n's event loop may be blocked while items are read and checked, in milliseconds. */
const LONGEST_BLOCK = 15;

/**
 * What n8n calls to run a node, in a workflow and as a tool. Parameters and requests are what the node's description
 * says. n8n's own runner of declarative nodes would read the same, but it hands items over one by one, evaluates the
 * expressions of all operations several times for each, and blocks n8n's event loop until all are read.
 */
export function execute<Credential>(
	description: INodeTypeDescription,
	platform: Platform<Credential>,
	shared = SHARED,
): Execute {
	return async function () {
		const { credentialName, naming } = platform;
		const { resource, operation: name } = this.getNode().parameters as { resource: string; operation: string };
		const operation = knownOperation(platform, description, this.getNode());
		if ('failure' in operation) return allFail(this, operation.failure);
		const stored = await storedCredential(this, platform);
		if ('failure' in stored) return allFail(this, stored.failure);

		const breathe = breather();
		const defaults = requestDefaults(description.requestDefaults as Partial<IHttpRequestOptions>, stored.data);
		const { properties } = description;
		const parameters = shownParameters(descriptionFor(this.getNode(), description), this.getNode());
		const shown = parameters.map((parameter) => parameter.name);
		const columns = columnsOf(this.getNode(), shown, sentFields(properties, resource, name));
		const read = itemReader(this, parameters, columns);
		const items: Item[] = [];
		for (let index = 0; index < this.getInputData().length; index += 1) {
			await breathe();
			const { options, ...item } = read(index);
			const label = Object.values(namesIn(item.values, naming))[0] ?? `row ${index + 1}`;
			const request = { ...defaults, ...options };
			items.push({ ...item, label, transmit: async (api) => await transmit(this, credentialName, request, api) });
		}
		const outcome = await runItems(items, {
			platform,
			operation: operation.known,
			routes: routesOf(description),
			credential: platform.readCredential(stored.data),
			stopOnFailure: !this.continueOnFail(),
			isTool: isTool(this),
			signal: this.getExecutionCancelSignal(),
			shared,
			breathe,
		});

		const apiNameOf = apiNames(properties, resource, name);
		const told = (failure: Failure, index: number): Told => {
			const { label, values } = items[index] as Item;
			const names = namesIn(values, naming, apiNameOf);
			return { ...tell(failure, { noun: resource, label }), details: { ...names, ...failure.details } };
		};
		if ('stoppedBy' in outcome) throw errorOf(this, told(outcome.failure, outcome.stoppedBy), outcome.stoppedBy);
		showNotes(this, [...outcome.notes, ...(columns?.notes() ?? [])]);
		if ('forAll' in outcome) {
			const json = outcome.forAll as IDataObject;
			return [[{ json, pairedItem: items.map((_, item) => ({ item })) }]];
		}
		return [
			outcome.outcomes.flatMap((result, index) =>
				itemsOf(this, 'failure' in result ? told(result.failure, index) : result, index),
			),
		];
	};
}

/** A function that lets n8n do other work when it was not able to for some time. */
function breather(): () => Promise<void> {
	let since = performance.now();
	return async () => {
		if (performance.now() - since <= LONGEST_BLOCK) return;
		await sleep(0);
		since = performance.now();
	};
}

/**
 * The names of an item that are filled in, as they are sent and go into `details`.
 *
 * @param naming the parameters that name what an item is about, the best name first
 * @param apiNameOf what parameters are called in the API
 */
function namesIn(values: Values, naming: readonly string[], apiNameOf: Record<string, string> = {}) {
	const texts = naming.map((name) => {
		const value = values[name];
		return [name, ['string', 'number'].includes(typeof value) ? trimSpaces(String(value)) : ''] as const;
	});
	const filledIn = texts.filter(([, text]) => text !== '');
	return Object.fromEntries(filledIn.map(([name, text]) => [apiNameOf[name] ?? name, text]));
}

/** Whether a model calls the node. Agents of version 3 run it as a node of a workflow, of the type that n8n makes for tools. */
function isTool(context: IExecuteFunctions): boolean {
	// Older versions of n8n cannot say it.
	return (
		(context as Partial<IExecuteFunctions>).isToolExecution?.() === true || context.getNode().type.endsWith('Tool')
	);
}

/** Shows notes as hints beside the node's output; n8n renders hints as HTML, notes are plain text. */
function showNotes(context: IExecuteFunctions, notes: string[]): void {
	const escaped = (text: string) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
	const hints = notes.map((note) => ({ message: escaped(note), location: 'outputPane' as const }));
	// Older versions of n8n have no hints after a run.
	if (hints.length > 0) (context as Partial<IExecuteFunctions>).addExecutionHints?.(...hints);
}

/** n8n's items of one outcome. n8n adds the item's own fields where it leads a failure to the error output. */
function itemsOf(
	context: IExecuteFunctions,
	outcome: Exclude<ItemOutcome, { failure: Failure }> | Told,
	index: number,
): INodeExecutionData[] {
	const pairedItem = { item: index };
	if ('list' in outcome) return outcome.list.map((json) => ({ json: json as IDataObject, pairedItem }));
	if ('json' in outcome) return [{ json: outcome.json as IDataObject, pairedItem }];
	const { message: error, advice, details } = outcome;
	const item: INodeExecutionData = { json: { error, message: advice, details }, pairedItem };
	// From 2.35.3 on, n8n knows a failed item by these three keys. Before, it would take it for a success; it looks at
	// `error` beside `json`, too, but then drops all of `json` but the message. Not enumerable, it is looked at and left behind.
	if (context.getNode().onError === 'continueErrorOutput')
		Object.defineProperty(item, 'error', { value: { message: `${error}. ${advice}` } });
	return [item];
}

/**
 * What becomes of a run that cannot begin. Where the node goes on, every item fails: thrown, n8n would lead the items on
 * as if the node had done its work.
 */
function allFail(context: IExecuteFunctions, { error, more, advice, details }: Failure): INodeExecutionData[][] {
	const told = { message: `${error}${more?.[0] ?? ''}`, advice, details };
	if (!context.continueOnFail()) throw errorOf(context, told);
	return [context.getInputData().flatMap((_item, index) => itemsOf(context, told, index))];
}

import { NodeApiError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import type { Told } from './message';

/**
 * The error that ends the node. n8n rewrites messages that hold certain words or come with certain codes, so it is made
 * from an empty object and gets its words afterwards.
 *
 * The editor shows the message and the advice, and folded away below "Error code" and "Full message", where every text
 * has a line of its own; what is longer it shows as JSON in one piece. Whoever wants the details as values, such as an
 * error workflow, finds them in `details`, under the names that they have in an item.
 *
 * @param itemIndex of the item that it is about, if it is about one
 */
export function errorOf(
	context: IExecuteFunctions,
	{ message, advice, details }: Told,
	itemIndex?: number,
): NodeApiError {
	const node = context.getNode();
	const httpCode = String(details.http_status ?? details.code ?? details.reason ?? 'unlisted');
	const error = new NodeApiError(
		node,
		{},
		{ message, description: advice, httpCode, ...(itemIndex !== undefined && { itemIndex }) },
	);
	// A model that uses the node as a tool sees nothing but the message.
	error.message = node.type.endsWith('Tool') ? `${message}. ${advice}` : message;
	error.description = advice;
	error.messages = linesOf(details);
	return Object.assign(error, { details: details as IDataObject });
}

/** The details in words, a line for each; of lists, how many they hold and all of what they hold. */
function linesOf(details: Told['details']): string[] {
	return Object.entries(details).flatMap(([name, value]) => {
		if (!Array.isArray(value)) return [`${name}: ${inWords(value)}`];
		return value.length === 0 ? [] : [`${name} (${value.length}): ${value.map(inWords).join(', ')}`];
	});
}

function inWords(value: unknown): string {
	if (value === null) return 'not known';
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	return typeof value === 'string' ? value : JSON.stringify(value);
}

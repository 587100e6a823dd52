import type {
	IExecuteSingleFunctions,
	IN8nHttpFullResponse,
	INodeExecutionData,
	INodePropertyRouting,
} from 'n8n-workflow';
import { textOf } from './text';

/** An answer as n8n received it, kept whole for `row.ts` to understand. */
async function keepAnswer(
	this: IExecuteSingleFunctions,
	_items: INodeExecutionData[],
	{ statusCode, headers, body }: IN8nHttpFullResponse,
): Promise<INodeExecutionData[]> {
	return [{ json: { statusCode, headers, body: textOf(body) }, pairedItem: { item: this.getItemIndex() } }];
}

/** Sends an operation's fields as a signed POST; the answer goes to the pagination function unread. */
export const post = (url: string): INodePropertyRouting => route('POST', url);

/** Sends an operation's fields as an unsigned GET. */
export const get = (url: string): INodePropertyRouting => route('GET', url);

function route(method: 'GET' | 'POST', url: string): INodePropertyRouting {
	return {
		request: { method, url },
		send: { paginate: true },
		output: { postReceive: [keepAnswer] },
	};
}

import type {
	IExecuteSingleFunctions,
	IN8nHttpFullResponse,
	INodeExecutionData,
	INodePropertyRouting,
} from 'n8n-workflow';

/** An answer as n8n received it, kept whole for `execute.ts` to understand. */
async function keepAnswer(
	this: IExecuteSingleFunctions,
	_items: INodeExecutionData[],
	{ statusCode, headers, body }: IN8nHttpFullResponse,
): Promise<INodeExecutionData[]> {
	return [{ json: { statusCode, headers, body: String(body ?? '') }, pairedItem: { item: this.getItemIndex() } }];
}

/** Where an operation sends to; the answer goes to the pagination function unread. */
export function post(url: string): INodePropertyRouting {
	return {
		request: { method: 'POST', url },
		send: { paginate: true },
		output: { postReceive: [keepAnswer] },
	};
}

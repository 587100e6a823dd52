/** A request for a chat completion. */
export interface ChatRequest {
	messages: Array<{ role: string; content: string }>;
	tools: Array<{ function: { name: string; parameters: object } }>;
}

/** The tool that a model is offered for payouts. */
export const payoutToolOf = ({ tools }: ChatRequest) =>
	tools.find((tool) => /payout/i.test(tool.function.name))?.function;

/**
 * What a model responds that asks for one payout and then repeats what the tool said, in the format of OpenAI's chat
 * completions.
 *
 * @param toolArguments what the model says about the payout
 */
export function chatCompletion(request: ChatRequest, toolArguments: object): object {
	const last = request.messages.at(-1);
	const toolSpoke = last?.role === 'tool';
	const toolCall = {
		id: 'call_1',
		type: 'function',
		function: { name: payoutToolOf(request)?.name, arguments: JSON.stringify(toolArguments) },
	};
	const message = toolSpoke
		? { role: 'assistant', content: `The tool said: ${last.content}` }
		: { role: 'assistant', content: null, tool_calls: [toolCall] };
	return {
		id: 'c',
		object: 'chat.completion',
		created: 1,
		model: 'gpt-5-mini',
		choices: [{ index: 0, message, finish_reason: toolSpoke ? 'stop' : 'tool_calls' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

const PROTOCOL_VERSION = '2025-06-18';

interface McpTool {
	name: string;
	description: string;
	inputSchema: { properties: Record<string, unknown> };
}

/** A client of one MCP server, with a session of its own (Model Context Protocol, streamable HTTP). */
export class McpClient {
	private session = '';

	private lastId = 0;

	private constructor(private readonly url: string) {}

	/** Opens a session. */
	static async connect(url: string): Promise<McpClient> {
		const client = new McpClient(url);
		await client.request('initialize', {
			protocolVersion: PROTOCOL_VERSION,
			capabilities: {},
			clientInfo: { name: 'test', version: '1' },
		});
		await client.post({ method: 'notifications/initialized' });
		return client;
	}

	async listTools(): Promise<McpTool[]> {
		return (await this.request<{ tools: McpTool[] }>('tools/list')).tools;
	}

	/** @returns the text of the result, which is an error message where the call failed */
	async callTool(name: string, args: object): Promise<{ text: string; isError: boolean }> {
		const { content, isError = false } = await this.request<{ content: Array<{ text: string }>; isError?: boolean }>(
			'tools/call',
			{ name, arguments: args },
		);
		return { text: content.map(({ text }) => text).join('\n'), isError };
	}

	private async request<Result>(method: string, params: object = {}): Promise<Result> {
		this.lastId += 1;
		const text = await this.post({ id: this.lastId, method, params });
		const event = text.split('\n').find((line) => line.startsWith('data: '));
		const { result, error } = JSON.parse(event?.slice('data: '.length) ?? text) as { result?: Result; error?: object };
		if (result === undefined) throw new Error(`${method} failed: ${JSON.stringify(error)}`);
		return result;
	}

	private async post(message: object): Promise<string> {
		const response = await fetch(this.url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(this.session && { 'mcp-session-id': this.session, 'mcp-protocol-version': PROTOCOL_VERSION }),
			},
			body: JSON.stringify({ jsonrpc: '2.0', ...message }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`HTTP ${response.status}: ${text}`);
		this.session = response.headers.get('mcp-session-id') ?? this.session;
		return text;
	}
}

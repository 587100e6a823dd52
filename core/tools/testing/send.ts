import { request, type IncomingHttpHeaders } from 'node:http';

/** What came back, however odd. */
export interface HttpResponse<Json> {
	status: number;
	headers: IncomingHttpHeaders;
	text: string;
	/** An empty object if the body is not JSON. */
	json: Json;
}

/** Sends one request; follows no redirects, keeps no connection. Rejects if the connection breaks. */
export async function send<Json = Record<string, unknown>>(
	url: string,
	method: string,
	headers: Record<string, string>,
	body = '',
): Promise<HttpResponse<Json>> {
	return new Promise((resolve, reject) => {
		const outgoing = request(url, { method, headers, agent: false }, (incoming) => {
			const chunks: Buffer[] = [];
			incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
			incoming.on('error', reject);
			incoming.on('end', () => {
				const text = Buffer.concat(chunks).toString('utf8');
				let json = {} as Json;
				try {
					json = JSON.parse(text) as Json;
				} catch {
					// Some responses are no JSON on purpose.
				}
				resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json });
			});
		});
		outgoing.on('error', reject);
		outgoing.end(body);
	});
}

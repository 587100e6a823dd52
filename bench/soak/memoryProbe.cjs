// Loaded into n8n's main process (--require): answers each request with its memory after a full garbage collection.
// Node's inspector could tell the same, but n8n's expression isolates become slow and large under it.
const { createServer } = require('node:http');
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
	const server = createServer((_request, response) => {
		globalThis.gc();
		response.end(JSON.stringify(process.memoryUsage()));
	});
	server.listen(0, '127.0.0.1', () => process.stdout.write(`Memory probe listens on ${server.address().port}\n`));
	server.unref();
}

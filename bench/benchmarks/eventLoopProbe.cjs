// Loaded into n8n's main process (--require): notes each time that the event loop came late, and tells them by HTTP.
const { createServer } = require('node:http');
const { isMainThread } = require('node:worker_threads');

const EVERY_MS = 5;
const LATE_MS = 5;
const MOST = 100_000;

if (isMainThread) {
	const delays = [];
	let due = performance.now() + EVERY_MS;
	const tick = () => {
		const late = performance.now() - due;
		if (late > LATE_MS && delays.length < MOST) delays.push({ until: Date.now(), late });
		due = performance.now() + EVERY_MS;
		setTimeout(tick, EVERY_MS).unref();
	};
	tick();
	const server = createServer((_request, response) => response.end(JSON.stringify(delays)));
	server.listen(0, '127.0.0.1', () => process.stdout.write(`Event loop probe listens on ${server.address().port}\n`));
	server.unref();
}

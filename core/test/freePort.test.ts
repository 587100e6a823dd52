import { createServer } from 'node:net';
import { freePort } from '../tools/system/freePort';

/** Where Linux begins to hand out ports to connections. */
const FIRST_OF_THE_SYSTEM = 32_768;

test('a free port can be listened on, and is none that the system gives to a connection meanwhile', async () => {
	const taken = new Set<number>();
	for (let count = 0; count < 20; count += 1) {
		const port = await freePort();
		expect(port).toBeGreaterThan(1024);
		expect(port).toBeLessThan(FIRST_OF_THE_SYSTEM);
		const server = createServer();
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject).listen(port, '127.0.0.1', resolve);
		});
		taken.add(port);
		await new Promise((resolve) => server.close(resolve));
	}
	expect(taken.size).toBeGreaterThan(1);
});

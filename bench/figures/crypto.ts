import { createDecipheriv } from 'node:crypto';
import { readNotification } from '../../nodes/TokenPay/notification';
import { DEFAULT_APP } from '../../sandbox/server';
import { letterOf } from '../safety/deliveries';
import { figureOf, type Figure } from './figure';

const AT_A_TIME = 500;

/** Figure d: verifying and decrypting one notification against the bare calls of node:crypto. */
export function measureCrypto({ rounds }: { rounds: number }): Figure {
	const { body, headers: makeHeaders } = letterOf('row-1');
	const headers = makeHeaders();
	const rawBody = Buffer.from(body);
	const { resource } = JSON.parse(body) as { resource: { ciphertext: string; nonce: string } };
	const sealed = Buffer.from(resource.ciphertext, 'base64');
	const signature = Buffer.from(headers['TTPay-Signature'] ?? '', 'base64');

	const ours = () => {
		const reading = readNotification(DEFAULT_APP, headers, rawBody, { maximumAge: 3_600_000, now: Date.now() });
		if ('refused' in reading) throw new Error(`The notification was refused: ${reading.refused}`);
	};
	const bare = () => {
		const key = Buffer.from(DEFAULT_APP.appSecret, 'utf8');
		const signed = createDecipheriv('aes-256-ecb', key, null);
		Buffer.concat([signed.update(signature), signed.final()]).toString('utf8');
		const detail = createDecipheriv('aes-256-gcm', key, Buffer.from(resource.nonce, 'utf8'));
		detail.setAuthTag(sealed.subarray(-16));
		Buffer.concat([detail.update(sealed.subarray(0, -16)), detail.final()]).toString('utf8');
	};
	const oursRounds: number[] = [];
	const bareRounds: number[] = [];
	for (let round = -3; round < rounds; round += 1) {
		const [mine, theirs] = [microsecondsOf(ours), microsecondsOf(bare)];
		// The first rounds warm the compiler up.
		if (round < 0) continue;
		oursRounds.push(mine);
		bareRounds.push(theirs);
	}
	const about = {
		group: 'd',
		name: 'Verify, decrypt and read a notification ÷ the bare calls of node:crypto',
		mark: { atMost: 1.5 },
	};
	return figureOf(about, oursRounds, bareRounds, (value) => `${value.toFixed(1)} µs`);
}

function microsecondsOf(run: () => void): number {
	const started = performance.now();
	for (let time = 0; time < AT_A_TIME; time += 1) run();
	return ((performance.now() - started) * 1000) / AT_A_TIME;
}

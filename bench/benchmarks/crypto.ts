import { createDecipheriv } from 'node:crypto';
import { readNotification } from '../../nodes/TokenPay/notification';
import { decryptResource, signatureHeaders, verifySignedMessage } from '../../nodes/TokenPay/signing';
import { parseExactJson } from '../../core/values/exactJson';
import { DEFAULT_APP } from '../../sandbox/server';
import { notificationOf } from '../../tools/notifications/deliveries';
import { benchmarkOf, type Benchmark } from './benchmark';
import { rotated } from './statistics';

const AT_A_TIME = 500;

/** Benchmark d: verifying and decrypting one notification against the bare calls of node:crypto. */
export function measureCrypto({ rounds }: { rounds: number }): Benchmark[] {
	const { body, headers: makeHeaders } = notificationOf('row-1');
	const headers = makeHeaders();
	const rawBody = Buffer.from(body);
	const { resource } = JSON.parse(body) as { resource: { ciphertext: string; nonce: string } };
	const sealed = Buffer.from(resource.ciphertext, 'base64');
	const signature = Buffer.from(headers['TTPay-Signature'] ?? '', 'base64');
	const { appSecret } = DEFAULT_APP;

	const ways: Record<'read' | 'verify' | 'bare', () => void> = {
		read: () => {
			const reading = readNotification(DEFAULT_APP, headers, rawBody, { maximumAge: 3_600_000, now: Date.now() });
			if ('refused' in reading) throw new Error(`The notification was refused: ${reading.refused}`);
		},
		verify: () => {
			const signed = signatureHeaders(headers);
			const text = rawBody.toString('utf8');
			const parsed = parseExactJson(text) as Record<string, unknown>;
			if (signed === undefined || verifySignedMessage(appSecret, signed, [parsed], text) === undefined) {
				throw new Error('The signature was refused');
			}
			if (decryptResource(appSecret, parsed['resource']) === undefined) throw new Error('Nothing was decrypted');
		},
		bare: () => {
			const key = Buffer.from(appSecret, 'utf8');
			const signed = createDecipheriv('aes-256-ecb', key, null);
			Buffer.concat([signed.update(signature), signed.final()]).toString('utf8');
			const detail = createDecipheriv('aes-256-gcm', key, Buffer.from(resource.nonce, 'utf8'));
			detail.setAuthTag(sealed.subarray(-16));
			Buffer.concat([detail.update(sealed.subarray(0, -16)), detail.final()]).toString('utf8');
		},
	};
	const microseconds: Record<keyof typeof ways, number[]> = { read: [], verify: [], bare: [] };
	for (let round = -3; round < rounds; round += 1) {
		for (const name of rotated(Object.keys(ways) as Array<keyof typeof ways>, round + 3)) {
			const value = microsecondsOf(ways[name]);
			// The first rounds warm the compiler up.
			if (round >= 0) microseconds[name].push(value);
		}
	}
	const write = (value: number) => `${value.toFixed(1)} µs`;
	const { read, verify, bare } = microseconds;
	const against = '÷ the bare calls of node:crypto';
	return [
		benchmarkOf(
			{ group: 'd', name: `Verify and decrypt a notification ${against}`, mark: { atMost: 1.5 } },
			verify,
			bare,
			write,
		),
		benchmarkOf({ group: 'd', name: `The same, with all checks and readable fields ${against}` }, read, bare, write),
	];
}

function microsecondsOf(run: () => void): number {
	const started = performance.now();
	for (let time = 0; time < AT_A_TIME; time += 1) run();
	return ((performance.now() - started) * 1000) / AT_A_TIME;
}

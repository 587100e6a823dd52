import type { ApiClient, ApiRequest } from '../../core/requests/apiClient';
import type { ApiResponse } from '../../core/requests/response';
import type { TransportFailure } from '../../core/requests/transport';
import { readCredential } from '../nodes/DaxPay/credential';
import { noResponse, readResponse } from '../nodes/DaxPay/response';
import { type DaxPaySettings, type Keys, type Version, makeKeys, mergeSettings } from '../sandbox/settings';
import { signMessage } from '../sandbox/signing';

type Json = Record<string, unknown>;

let made: Keys | undefined;
const keys = () => (made ??= makeKeys());

/** The keys that scripted servers and their merchants sign with; made when first asked for, since that takes its time. */
export const KEYS: Keys = {
	get merchant() {
		return keys().merchant;
	},
	get platform() {
		return keys().platform;
	},
};

/** A merchant's settings at a server of a version, and the credential that holds them. */
export function merchantOf(apiVersion: Version = 'v3', changes: Partial<DaxPaySettings> = {}) {
	const settings = mergeSettings({ apiVersion, ...changes });
	const credential = readCredential({
		...settings,
		serverUrl: 'https://pay.example.com',
		...(apiVersion === 'open' && {
			privateKey: KEYS.merchant.privateKey,
			platformPublicKey: KEYS.platform.publicKey,
		}),
	});
	/** The text of a message with the platform's signature. */
	const signed = (message: Json, sorted = false) =>
		JSON.stringify({ ...message, sign: signMessage(message, settings, KEYS, sorted) });
	return { settings, credential, signed };
}

/** What a scripted server does with a request. */
export type Said =
	/** Responds with this envelope, signed. */
	| Json
	/** Responds with this status and text. */
	| { statusCode: number; body: string }
	/** Does not respond, in one of these ways. */
	| keyof typeof SILENCES;

const SILENCES = {
	'connection cut': { kind: 'cut', neverSent: false },
	'not reached': { kind: 'refused', neverSent: true },
	'run stopped': { kind: 'stopped', neverSent: false },
} satisfies Record<string, Omit<TransportFailure, 'reason'>>;

/** A client whose server does what a script says, response by response; every request and pause is written down. */
export function scriptedClient(merchant: ReturnType<typeof merchantOf>, script: Said[], stopsAtPause = Infinity) {
	const { credential, signed } = merchant;
	const said = [...script];
	const sent: Array<{ path: string; urgent: boolean }> = [];
	const pauses: number[] = [];
	const respond = (): ApiResponse => {
		const next = said.shift();
		if (next === undefined) throw new Error('The script has no response to this request');
		if (typeof next === 'string') return noResponse({ ...SILENCES[next], reason: 'TEST' });
		const { statusCode, body } = 'statusCode' in next ? next : { statusCode: 200, body: signed(next) };
		return readResponse({ statusCode: Number(statusCode), headers: {}, body: String(body) }, credential);
	};
	const client: ApiClient = {
		send: async ({ path }: ApiRequest, { urgent = false } = {}) => {
			sent.push({ path, urgent });
			return await Promise.resolve(respond());
		},
		pause: async (milliseconds) => {
			pauses.push(milliseconds);
			return await Promise.resolve(pauses.length < stopsAtPause);
		},
		elapsed: () => 0,
		random: () => 0.5,
		now: () => new Date('2026-01-31T01:30:00Z'),
	};
	return { client, sent, pauses, rest: said };
}

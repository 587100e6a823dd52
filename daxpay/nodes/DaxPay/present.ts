import { type DaxPayCredential, timezoneOf } from './credential';
import { yuanOf } from './money';
import { isoTime } from './time';

type Json = Record<string, unknown>;

const AMOUNT = /(^a|A)mount$|(^b|B)alance$/;
const TIME = /(^t|T)ime$/;

/**
 * Makes the data of a response or a notification usable as it is: amounts as decimal yuan text in every version, times as
 * ISO 8601 in UTC. What cannot be read as one stays as it came; what is `null` is left out.
 */
export function present(data: Json, credential: DaxPayCredential): Json {
	const entries = Object.entries(data).filter(([, value]) => value !== null && value !== undefined);
	return Object.fromEntries(
		entries.map(([name, value]) => {
			if (AMOUNT.test(name)) return [name, yuanOf(credential.apiVersion, value) ?? value];
			if (TIME.test(name)) return [name, isoTime(value, timezoneOf(credential)) ?? value];
			return [name, value];
		}),
	);
}

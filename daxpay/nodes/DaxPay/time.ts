/** A time as DaxPay writes it, without a zone. */
const LOCAL_TIME = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)$/;

const ZONED_TIME = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;

/** Whether a name is one of a time zone. */
export function isTimezone(name: string): boolean {
	try {
		formatIn(name);
		return name !== '';
	} catch {
		return false;
	}
}

/** The time in a zone as DaxPay wants it: `yyyy-MM-dd HH:mm:ss`. */
export function localTime(at: Date, timezone: string): string {
	const { year, month, day, hour, minute, second } = partsOf(at, timezone);
	return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

/**
 * Unix time in milliseconds of a time that DaxPay wrote in a zone; a time that names its own zone is read by that.
 *
 * @returns `undefined` for what is no time
 */
export function unixTime(text: unknown, timezone: string): number | undefined {
	if (typeof text !== 'string') return undefined;
	if (ZONED_TIME.test(text)) return finite(Date.parse(text.replace(' ', 'T')));
	if (!LOCAL_TIME.test(text)) return undefined;
	const asUtc = finite(Date.parse(`${text.replace(' ', 'T')}Z`));
	if (asUtc === undefined) return undefined;
	// Twice, because the first guess may fall on the other side of a change of the clocks.
	let time = asUtc;
	for (let round = 0; round < 2; round++) time = asUtc - offset(time, timezone);
	return time;
}

/** ISO 8601 in UTC, or `undefined` for what is no time. */
export function isoTime(text: unknown, timezone: string): string | undefined {
	const time = unixTime(text, timezone);
	return time === undefined ? undefined : new Date(time).toISOString();
}

/** How far a zone is ahead of UTC, in milliseconds. */
function offset(time: number, timezone: string): number {
	const { year, month, day, hour, minute, second } = partsOf(new Date(time), timezone);
	return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Math.floor(time / 1000) * 1000;
}

function partsOf(at: Date, timezone: string): Record<string, string> {
	return Object.fromEntries(
		formatIn(timezone)
			.formatToParts(at)
			.map(({ type, value }) => [type, value]),
	);
}

/** By their zones, since making one takes far longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError when there is no such zone */
function formatIn(timezone: string): Intl.DateTimeFormat {
	const format =
		formats.get(timezone) ??
		new Intl.DateTimeFormat('en-GB', {
			timeZone: timezone,
			hourCycle: 'h23',
			year: 'numeric',
			month: '2-digit',
			day: '2-digit',
			hour: '2-digit',
			minute: '2-digit',
			second: '2-digit',
		});
	formats.set(timezone, format);
	return format;
}

const finite = (time: number) => (Number.isFinite(time) ? time : undefined);

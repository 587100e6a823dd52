import { MOST_DECIMALS, normalizeDecimal } from './decimal';
import { type CheckedField, exactDecimal } from './fieldChecks';
import { shown } from './sentences';

const PASS_TEXT = 'Give the amount as text, such as 15.5 (in a sheet, format the column as plain text).';

/**
 * Checks an amount as the person gave it and returns the exact text to send; nothing is rounded,
 * trimmed or converted.
 *
 * @param value text in decimal units, or a number where a sheet made one of it
 * @param mostDecimals digits after the point that the money can have
 */
export function checkAmount(value: unknown, mostDecimals = MOST_DECIMALS): CheckedField {
	const wrong = (what: string) => ({ problem: `'Amount' ${what}` });
	if (value === undefined || value === null || value === '') return wrong('is empty. Fill it in.');
	if (typeof value === 'number') {
		const text = exactDecimal(value);
		if (text !== undefined) return checkAmount(text, mostDecimals);
		return wrong(`${shown(value)} was rounded by a computer, so the amount meant is not certain. ${PASS_TEXT}`);
	}
	if (typeof value !== 'string') return wrong(`is not text. ${PASS_TEXT}`);
	if (/e/i.test(value) && !Number.isNaN(Number(value))) {
		return wrong(`${shown(value)} is written with an exponent. ${PASS_TEXT}`);
	}
	const normal = normalizeDecimal(value);
	if (normal === undefined) {
		return wrong(
			`${shown(value)} is not a plain number. Use digits and one point, without signs, spaces, currency or thousands separators.`,
		);
	}
	if (normal === '0') return wrong('must be more than 0. Correct the amount.');
	if ((normal.split('.')[1] ?? '').length > mostDecimals) {
		return wrong(`${shown(value)} has more than ${mostDecimals} digits after the point. Shorten the amount.`);
	}
	return { text: value };
}

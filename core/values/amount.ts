import { MOST_DECIMALS, normalizeDecimal } from './decimal';
import { type CheckedField, exactDecimal } from './fieldChecks';

const PASS_TEXT = 'Pass the amount as text, such as "15.5" (in a sheet, format the column as plain text).';

/**
 * Checks an amount as the person gave it and returns the exact text to send; nothing is rounded,
 * trimmed or converted.
 *
 * @param value text in decimal units, or a number where a sheet made one of it
 * @param mostDecimals digits after the point that the money can have
 */
export function checkAmount(value: unknown, mostDecimals = MOST_DECIMALS): CheckedField {
	if (value === undefined || value === null || value === '') return { problem: 'Amount is empty.' };
	if (typeof value === 'number') {
		const text = exactDecimal(value);
		if (text === undefined) {
			return {
				problem: `Amount ${value} is a number that a computer has rounded, so the amount meant is not certain. ${PASS_TEXT}`,
			};
		}
		return checkAmount(text, mostDecimals);
	}
	if (typeof value !== 'string') return { problem: `Amount is not text. ${PASS_TEXT}` };
	if (/e/i.test(value) && !Number.isNaN(Number(value))) {
		return { problem: `Amount ${value} is written with an exponent. ${PASS_TEXT}` };
	}
	const normal = normalizeDecimal(value);
	if (normal === undefined) {
		return {
			problem: `Amount "${value.slice(0, 40)}" is not a plain number: use digits and one point, without signs, spaces, currency or thousands separators.`,
		};
	}
	if (normal === '0') return { problem: 'Amount must be more than 0.' };
	if ((normal.split('.')[1] ?? '').length > mostDecimals) {
		return { problem: `Amount ${value} has more than ${mostDecimals} digits after the point.` };
	}
	return { text: value };
}

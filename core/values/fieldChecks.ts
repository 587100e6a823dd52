import { shown } from './sentences';
import { trimSpaces } from './text';

/** A checked value, or what is wrong with it: a sentence about what is wrong, and then what to do. */
export type CheckedField = { text: string } | { problem: string };

/** Characters that no number or address has and that a person cannot see; halves of characters are sent as others. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Whether a text contains control, formatting or line-separating characters. */
export function hasInvisible(text: string): boolean {
	return CONTROL.test(text);
}

/**
 * Checks the number that a merchant gives a payout or an order. It decides what counts as the same payout, so nothing of
 * it is changed but plain spaces around it, which no sheet shows: what would have to be changed is refused.
 *
 * @param label the field's name in the panel
 * @returns the number without spaces around it, which is what is sent, compared and shown
 */
export function checkReference(label: string, value: unknown): CheckedField {
	const wrong = (what: string) => ({ problem: `'${label}' ${what}` });
	if (value === undefined || value === null || value === '') return wrong('is empty. Fill it in.');
	if (typeof value === 'number') {
		return Number.isSafeInteger(value)
			? { text: String(value) }
			: wrong(`${shown(value)} was rounded by a sheet or a computer. Format the column as plain text.`);
	}
	if (typeof value !== 'string') return wrong('must be text. Give it as text.');
	if (hasInvisible(value)) return wrong('contains a line break or an invisible character. Remove it.');
	if (/[^\S ]/.test(value)) return wrong('contains a space that is not the plain one. Type it again.');
	const text = trimSpaces(value);
	if (text === '') return wrong('is empty. Fill it in.');
	if (value !== value.normalize('NFC') || /[\uFF01-\uFF5E]/.test(value)) {
		return wrong(
			`${shown(value)} contains characters that look like others (full-width or composed ones). Type them in plain ones.`,
		);
	}
	if (/^\d+(\.\d+)?e\+?\d+$/i.test(text)) {
		return wrong(`${shown(value)} was rounded by a sheet. Format the column as plain text.`);
	}
	return { text };
}

/** Digits that a JavaScript number carries for certain. */
const SURE_DIGITS = 15;

/** The text of a number that no computer has rounded, or `undefined`. */
export function exactDecimal(value: number): string | undefined {
	const text = String(value);
	const digits = text.replace(/[-.]/g, '').replace(/^0+/, '');
	return Number.isFinite(value) && !text.includes('e') && digits.length <= SURE_DIGITS ? text : undefined;
}

/** A switch, which an expression may give as text; `undefined` for anything else. */
export function switchOf(value: unknown, fallback: boolean): boolean | undefined {
	if (value === undefined || value === null || value === '') return fallback;
	if (value === true || value === 'true') return true;
	return value === false || value === 'false' ? false : undefined;
}

/** A whole number above 0, given as a number or as its digits; `undefined` for anything else. */
export function wholeNumber(value: unknown): number | undefined {
	const number = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value)) ? Number(value) : 0;
	return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** Checks text that can hold no space at all, such as a chain, a currency or an address. */
export function checkCode(label: string, value: unknown): CheckedField {
	const checked = checkReference(label, value);
	return 'text' in checked && /\s/.test(checked.text)
		? { problem: `'${label}' contains a space. Remove it.` }
		: checked;
}

/**
 * Checks the fields that may be left empty. They go out as they were typed, so what is no text (an object that an
 * expression gave) is refused.
 *
 * @param labels the fields' names in the panel, by the API's names
 */
export function checkOptional(
	fields: Record<string, unknown>,
	labels: Record<string, string>,
): { texts: Record<string, string>; problems: string[] } {
	const texts: Record<string, string> = {};
	const problems: string[] = [];
	for (const [name, label] of Object.entries(labels)) {
		const value = fields[name];
		if (value === undefined || value === null || value === '') continue;
		const text = typeof value === 'number' ? exactDecimal(value) : typeof value === 'boolean' ? String(value) : value;
		if (typeof text === 'string') texts[name] = text;
		else problems.push(`'${label}' must be text.`);
	}
	return { texts, problems };
}

/**
 * Collects checked fields: all texts when every field is right, otherwise every problem.
 *
 * @returns the texts by name, or the problems in the order of the fields
 */
export function combine<Name extends string>(
	checked: Record<Name, CheckedField>,
): { values: Record<Name, string> } | { problems: string[] } {
	const problems: string[] = [];
	const values = {} as Record<Name, string>;
	for (const [name, result] of Object.entries(checked) as Array<[Name, CheckedField]>) {
		if ('problem' in result) problems.push(result.problem);
		else values[name] = result.text;
	}
	return problems.length > 0 ? { problems } : { values };
}

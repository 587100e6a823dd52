import fc from 'fast-check';

const FIRST_SURROGATE = 0xd800;
const SURROGATES = 0x800;
const LAST_CODE_POINT = 0x10ffff;

const toText = (index: number) => String.fromCodePoint(index < FIRST_SURROGATE ? index : index + SURROGATES);

function toIndex(text: unknown): number {
	const codePoint = typeof text === 'string' ? (text.codePointAt(0) ?? 0) : 0;
	const index = codePoint < FIRST_SURROGATE ? codePoint : codePoint - SURROGATES;
	if (toText(index) !== text) throw new Error('not one code point');
	return index;
}

const codePoint = fc.nat({ max: LAST_CODE_POINT - SURROGATES }).map(toText, toIndex);

/** Text of any code points. Makes the same as fast-check's own unit 'binary', without its table of a million entries. */
export const anyText = (maxLength: number) => fc.string({ unit: codePoint, maxLength });

/** How long a value may be in a message. */
const MOST_OF_A_VALUE = 20;

/** A text in one line, without its middle where it is too long: numbers and addresses differ at both ends. */
export function shortened(text: string, most: number): string {
	const line = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
	const characters = Array.from(line);
	if (characters.length <= most) return line;
	const tail = Math.floor((most - 1) / 3);
	return `${characters.slice(0, most - 1 - tail).join('')}…${tail > 0 ? characters.slice(-tail).join('') : ''}`;
}

/** A value as messages show it: in double quotes, in one line, and short. */
export function shown(value: unknown, most = MOST_OF_A_VALUE): string {
	return `"${shortened(String(value), most).replaceAll('"', "'")}"`;
}

/** Names in a sentence: `a, b, c, d, e and 3 more`. */
export function listed(names: string[], most = 5): string {
	const rest = names.length - most;
	return `${names.slice(0, most).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** Up to the end of the first sentence; what stands in double quotes ends none. */
const FIRST_SENTENCE = /^((?:"[^"]*"|[^"])*?)\.(?:\s+(?=\S)|$)/;

/**
 * Takes a problem apart: its first sentence says what is wrong, the others what to do.
 *
 * @param problem whole sentences, with values in double quotes
 * @returns what is wrong without its full stop, and the advice, which may be empty
 */
export function takeApart(problem: string): { what: string; advice: string } {
	const first = FIRST_SENTENCE.exec(problem);
	if (!first) return { what: problem, advice: '' };
	return { what: first[1] as string, advice: problem.slice(first[0].length).trim() };
}

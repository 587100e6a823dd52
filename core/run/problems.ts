import { takeApart } from '../values/sentences';
import type { Failure } from './failure';

/** So many different things to do are read at once. */
const MOST_ADVICES = 2;

/**
 * The failure of an item whose fields are not right: the first of them speaks for all.
 *
 * @param general says in general what is wrong and what to do
 * @param problems what is wrong with each field, and then what to do, in whole sentences
 */
export function failureOfProblems({ advice, details }: Failure, problems: string[]): Failure {
	const [first, ...others] = problems.map(takeApart);
	const number = others.length === 1 ? 'one more field is' : `${others.length} more fields are`;
	const inAll = others.map(({ what }) => `; ${what}`).join('');
	const advices = [...new Set([first, ...others].map((problem) => problem?.advice || advice))];
	return {
		error: first?.what ?? '',
		...(others.length > 0 && { more: [inAll, `; ${number} not right`] }),
		advice: advices.length > MOST_ADVICES ? advice : advices.join(' '),
		details: { ...details, ...(others.length > 0 && { problems }) },
	};
}

/** `'App ID' is empty.` → `'App ID' in the credential is empty.`; the credential's own test has no need to say so. */
export const inCredential = (issue: string): string => issue.replace(/^'[^']+'/, '$& in the credential');

import { listed, shortened } from '../values/sentences';
import type { Ends, Failure } from './failure';

/** How long the sentence is that says what happened. */
export const MOST_CHARACTERS = 140;

/** How much of a number that names an item is shown. */
const MOST_OF_A_NAME = 40;

/** How many numbers stand in a text; all are in the details. */
const MOST_NUMBERS = 5;

/** What a failure is about. */
export interface Subject {
	/** What the operation works with, such as `payout`. */
	noun: string;
	/** The item's name, such as its number. */
	label: string;
}

/** A failure as people read it, with everything that is known beside. */
export interface Told {
	/** What happened, in one sentence without a full stop. */
	message: string;
	/** What to do now. */
	advice: string;
	details: Failure['details'];
}

/** A failure in words, with all there is to say; for places that show one text, without a limit. */
export const inFull = ({ error, more, advice }: Failure): string => `${error}${more?.[0] ?? ''}. ${advice}`;

/**
 * A failure as people read it: one sentence of at most {@link MOST_CHARACTERS} with the item's name in it, and the
 * advice. Where an item ended a run of several, the sentence tells what became of all.
 */
export function tell(failure: Failure, { noun, label }: Subject): Omit<Told, 'details'> {
	const name = shortened(label, MOST_OF_A_NAME);
	const { error, advice, run } = failure;
	if (run === undefined) return { message: sentence(`${about(failure, noun, name)}: `, failure), advice };

	const total = Object.values(run).flat().length;
	const some = `${total} ${noun}s`;
	if (run.paid.length + run.unknown.length + run.failed.length === 0 || failure.details.reason === 'credential') {
		return { message: sentence(`None of ${some} was sent: `, failure), advice };
	}
	if (failure.details['nothing_sent'] === true && run.paid.length + run.unknown.length === 0) {
		const [wrong, verb] = [run.failed.length, run.failed.length === 1 ? 'is' : 'are'];
		const before = `${wrong} of ${some} ${verb} not right, so nothing was sent: `;
		const whole = withName(error, name);
		const fits = before.length + whole.length <= MOST_CHARACTERS;
		const named = fits ? whole : withName(error.replace(FIELD, "'$1'"), name);
		return {
			message: sentence(before, { ...failure, error: named }),
			advice: `${advice}${others('Also not right', run.failed, label)}`,
		};
	}
	return {
		message: sentence(`${about(failure, noun, name)}: `, failure, `; of ${total}: ${counts(run)}`),
		advice: `${advice} What was paid already is not paid again.${others('Also unknown', run.unknown, label)}`,
	};
}

/** What happened to the item, as far as its outcome says. */
function about({ details }: Failure, noun: string, name: string): string {
	const item = `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${name}`;
	if (details.outcome !== 'unpaid') return item;
	return `${item} was not ${details['nothing_sent'] === true ? 'sent' : 'made'}`;
}

/** A field at the start of a sentence, with its value where that is named. */
const FIELD = /^'([^']+)'(?: "[^"]*")?/;

/** `'Amount' is empty` → `'Amount' of INV-17 is empty`. */
function withName(error: string, name: string): string {
	const field = FIELD.exec(error)?.[0];
	return field === undefined ? `${name}: ${error}` : `${field} of ${name}${error.slice(field.length)}`;
}

/** `paid 40, unknown 1, not sent 159` */
const counts = (run: Ends): string =>
	Object.entries(run)
		.filter(([, numbers]) => numbers.length > 0)
		.map(([end, numbers]) => `${end} ${numbers.length}`)
		.join(', ');

/** The other numbers of a list, which are as much in need of attention as the one that the sentence names. */
function others(what: string, numbers: string[], named: string): string {
	const rest = numbers.filter((number) => number !== named).map((number) => shortened(number, MOST_OF_A_NAME));
	return rest.length === 0 ? '' : ` ${what}: ${listed(rest, MOST_NUMBERS - 1)}.`;
}

/** Puts a sentence together, as long as it may be. */
function sentence(before: string, { error, more = [] }: Failure, after = ''): string {
	const room = MOST_CHARACTERS - before.length - after.length - error.length;
	const rest = more.find((way) => way.length <= room) ?? '';
	const text = `${before}${error}${rest}`.replace(/\s+/g, ' ');
	const most = MOST_CHARACTERS - after.length;
	// Half of a character that takes two places goes as well.
	const cut = `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
	return `${text.length <= most ? text : cut}${after}`;
}

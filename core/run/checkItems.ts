import type { ApiClient } from '../requests/apiClient';
import { shown } from '../values/sentences';
import type { Failure } from './failure';
import type { CheckContext, CheckedItem, PreparedItem, Problems, Report } from './operation';
import { inFull } from './message';
import { failureOfProblems, inCredential } from './problems';
import { contradiction, repetitionsIn } from './repeatedNumbers';
import type { Item, Run } from './run';

/** All items of a run, checked, in their order. */
export interface Checked {
	items: CheckedItem[];
	/** What is worth knowing about the run as a whole, in sentences. */
	notes: string[];
	/** What is said about the items, where the operation sends none of them. */
	report?: Report;
}

/**
 * Checks every item alone, then payments against each other, and at last, where all is well or items stand on their
 * own, all of them together. Where the operation sends nothing, it reports.
 *
 * @param client of the run's first item
 */
export async function checkItems<Credential>(
	items: Item[],
	run: Run<Credential>,
	client: ApiClient | undefined,
): Promise<Checked> {
	const { platform, operation, credential, routes, isTool } = run;
	// Where money moves, a failure always says what became of it.
	const nothingSent: Failure['details'] = operation.movesMoney ? { outcome: 'unpaid', nothing_sent: true } : {};
	const wrong = (problems: string[], reason: Problems['reason'] = 'input') => ({
		failure: failureOfProblems(platform.failureOf(reason, nothingSent), problems),
		problems,
	});
	const refused = (failed: CheckedItem): Checked => ({ items: items.map(() => failed), notes: [] });
	const issue = platform.credentialIssue(credential);
	if (issue !== undefined) return refused(wrong([inCredential(issue)], 'credential'));

	const asked = { credential, routes, isTool, facts: undefined };
	const prepared = client && (await operation.prepare?.(client, asked));
	if (prepared && 'failure' in prepared) return refused(whole(prepared.failure, nothingSent));
	const context = { ...asked, facts: prepared?.facts };
	const checked: CheckedItem[] = [];
	for (const item of items) {
		await run.breathe();
		const result = checkItem(item, run, context);
		checked.push('problems' in result ? wrong(result.problems, result.reason) : result);
	}
	for (const [at, repetition] of repetitionsIn(checked.map(passedOf))) {
		if ('repeats' in repetition) {
			checked[at] = repetition;
			continue;
		}
		checked[at] = wrong([contradiction(repetition.contradicts)]);
	}
	const notes: string[] = [];
	const isOver = run.stopOnFailure && !operation.report && checked.some((item) => 'failure' in item);
	if (operation.checkTogether && client && !isOver) {
		const together = await operation.checkTogether(checked.map(passedOf), client, context);
		for (const [at, failure] of together.failures) checked[at] = whole(failure, nothingSent);
		notes.push(...together.notes);
	}
	const withValues = () => checked.map((item, at) => ({ values: (items[at] as Item).values, checked: item }));
	const report = client && (await operation.report?.(withValues(), client, context));
	return { items: checked, notes, ...(report && { report }) };
}

/** Checks one item alone; whatever its check throws is a problem of the item. */
function checkItem<Credential>(
	{ values, unreadable }: Item,
	{ operation }: Run<Credential>,
	context: CheckContext<Credential>,
): PreparedItem | Problems {
	if (unreadable !== undefined) return { problems: [unreadable] };
	try {
		return operation.check(values, context);
	} catch (error) {
		return { problems: [`This row cannot be checked: ${shown((error as Error).message, 80)}.`] };
	}
}

const passedOf = (item: CheckedItem): PreparedItem | undefined => ('send' in item ? item : undefined);

const whole = (failure: Failure, nothingSent: Failure['details']) => ({
	failure: { ...failure, details: { ...failure.details, ...nothingSent } },
	problems: [inFull(failure)],
});

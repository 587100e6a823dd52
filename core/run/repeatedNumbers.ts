import { listed } from '../values/sentences';
import type { PreparedItem } from './operation';
import { FLAGS, type Result } from './result';

/** What stands under the number of one item elsewhere in its run. */
export type Repetition =
	/** The place of the first item with the same number and content. */
	| { repeats: number }
	/** The places of items with the same number and another content. */
	| { contradicts: number[] };

/**
 * Finds payments of one run that share a number: a number is paid once, so with the same content only the first is
 * sent, and with different contents none is.
 *
 * @param items in their order; `undefined` for those that failed their checks
 * @returns by place, for the items concerned
 */
export function repetitionsIn(items: Array<PreparedItem | undefined>): Map<number, Repetition> {
	const places = new Map<string, number[]>();
	items.forEach((item, at) => {
		if (item?.payment) places.set(item.payment.number, [...(places.get(item.payment.number) ?? []), at]);
	});
	const found = new Map<number, Repetition>();
	for (const all of places.values()) {
		const contents = new Set(all.map((at) => JSON.stringify(items[at]?.payment?.content)));
		if (contents.size > 1) {
			for (const at of all) found.set(at, { contradicts: all.filter((other) => other !== at) });
		} else {
			for (const at of all.slice(1)) found.set(at, { repeats: all[0] as number });
		}
	}
	return found;
}

/** What is wrong with an item whose number other items have for another content. @param places of those others */
export const contradiction = (places: number[]): string =>
	`The same number stands in row ${listed(places.map((at) => String(at + 1)))} for a different payment. Give each payment its own number.`;

/** The output of an item that repeats another one of its run, which sent the payment. Its fields stay in their order. */
export function asRepeated(first: Record<string, unknown>): Record<string, unknown> {
	const before: Result = 'sent before';
	const fields = Object.entries(first).filter(([name]) => !(FLAGS as readonly string[]).includes(name));
	const flagged = fields.flatMap(([name, value]): Array<[string, unknown]> =>
		name === 'result'
			? [
					[name, before],
					['already_existed', true],
				]
			: [[name, value]],
	);
	return { ...(Object.fromEntries(flagged) as Record<string, unknown>), already_existed: true };
}

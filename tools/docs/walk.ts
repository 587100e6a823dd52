/** What a person does or sees in a step that a page tells. */
export type WalkAction = { click: string } | { type: string } | { fill: string; with: string } | { see: string };

/**
 * The steps of a numbered list, as actions in their order: **bold** is clicked; a value after an *italic* name is what
 * the field of that name is filled with; a value after "Type" is typed; any other value is to be seen.
 *
 * @param page a page in English
 * @param heading the title of the section that holds the list
 * @throws when the page has no such section with a numbered list
 */
export function walkOf(page: string, heading: string): WalkAction[][] {
	const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
	const steps = [...section.matchAll(/^\d+\. (.+)$/gm)].map(([, step = '']) => step);
	if (steps.length === 0) throw new Error(`There is no numbered list under "${heading}"`);
	const action = /\*\*([^*]+)\*\*|Type `([^`]+)`|\*([^*]+)\*(?: to)? `([^`]+)`|`([^`]+)`/g;
	return steps.map((step) =>
		[...step.matchAll(action)].map(([, click, type, fill, value = '', see = '']): WalkAction => {
			if (click !== undefined) return { click };
			if (type !== undefined) return { type };
			return fill === undefined ? { see } : { fill, with: value };
		}),
	);
}

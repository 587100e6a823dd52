/** What a person does or sees in a step that a page tells. */
export type WalkAction =
	| { open: string }
	| { click: string }
	/** Where it is there. */
	| { mayClick: string }
	| { type: string }
	| { fill: string; with: string }
	| { see: string };

/**
 * The steps of a numbered list, as actions in their order: "Open the address of" opens a page; **bold** is clicked, in
 * a sentence with "If" only where it is there; a value after an *italic* name is what the field of that name is filled
 * with; a value after "Type" is typed; any other value is to be seen.
 *
 * @param page a page in English
 * @param heading the title of the section that holds the list
 * @throws when the page has no such section with a numbered list
 */
export function walkOf(page: string, heading: string): WalkAction[][] {
	const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
	const steps = [...section.matchAll(/^\d+\. (.+)$/gm)].map(([, step = '']) => step);
	if (steps.length === 0) throw new Error(`There is no numbered list under "${heading}"`);
	const action =
		/Open the address of (n8n|the sandbox)|(If [^.*]+)?\*\*([^*]+)\*\*|Type `([^`]+)`|\*([^*]+)\*(?: to)? `([^`]+)`|`([^`]+)`/g;
	return steps.map((step) =>
		[...step.matchAll(action)].map(([, open, condition, click, type, fill, value = '', see = '']): WalkAction => {
			if (open !== undefined) return { open };
			if (click !== undefined) return condition === undefined ? { click } : { mayClick: click };
			if (type !== undefined) return { type };
			return fill === undefined ? { see } : { fill, with: value };
		}),
	);
}

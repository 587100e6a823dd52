import Table, { type HorizontalAlignment } from 'cli-table3';

interface Layout {
	/** One for each column; the first to the left and the others to the right unless given. */
	align?: HorizontalAlignment[];
	/** Characters in each column, beyond which words wrap; as many as it takes where there is none. */
	widths?: Array<number | null>;
}

/** A table as text. */
export function formatTable(head: string[], rows: Array<Array<string | number>>, layout: Layout = {}): string {
	const table = new Table({
		head,
		colAligns: layout.align ?? head.map((_, column) => (column === 0 ? 'left' : 'right')),
		colWidths: layout.widths ?? [],
		wordWrap: true,
		// No colours: what is printed also goes into logs.
		style: { head: [], border: [], compact: true },
	});
	table.push(...rows);
	return table.toString();
}

/** Prints a table; see {@link formatTable}. */
export function printTable(...table: Parameters<typeof formatTable>): void {
	console.log(`\n${formatTable(...table)}\n`);
}

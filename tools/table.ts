/** Prints a table; the first column to the left, the others to the right. */
export function printTable(header: string[], lines: Array<Array<string | number>>): void {
	const all = [header, ...lines].map((line) => line.map(String));
	const widths = header.map((_, column) => Math.max(...all.map((line) => (line[column] ?? '').length)));
	console.log('');
	for (const [index, line] of all.entries()) {
		console.log(
			line
				.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
				.join('  ')
				.trimEnd(),
		);
		if (index === 0) console.log(widths.map((width) => '-'.repeat(width)).join('  '));
	}
	console.log('');
}

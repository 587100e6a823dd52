/** The last lines that a command wrote, indented, to go into an error. */
export const lastLines = (output: string[]): string[] =>
	output
		.join('')
		.trimEnd()
		.split('\n')
		.slice(-15)
		.map((line) => `    ${line}`);

/**
 * Runs a program of this repository to its end. It exits with 0 when `main` says that all is good, and with 1 when it
 * does not, or throws; Ctrl-C and SIGTERM end it at once, with 130.
 *
 * Leaving by process.exit runs the exit hooks of whatever is under way: they end the process groups that n8n runs in and
 * remove temporary folders.
 *
 * @param main says itself what is wrong; what it throws is printed
 */
export function runProgram(main: () => Promise<boolean>): void {
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
	main().then(
		(good) => {
			process.exitCode = good ? 0 : 1;
		},
		(error: unknown) => {
			console.error(error);
			process.exitCode = 1;
		},
	);
}

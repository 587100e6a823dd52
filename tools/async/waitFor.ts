/**
 * Asks again and again until there is something to return.
 *
 * @param what named in the error, as in "Waited 30 s for … in vain"
 * @param ask anything falsy means "not yet"; an error ends the wait
 * @throws Error after `timeoutMs` (milliseconds)
 */
export async function waitFor<T>(
	what: string,
	ask: () => T | Promise<T>,
	{ timeoutMs = 30_000, everyMs = 100 } = {},
): Promise<NonNullable<Exclude<T, false | 0 | ''>>> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const answer = await ask();
		if (answer) return answer as NonNullable<Exclude<T, false | 0 | ''>>;
		if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s for ${what} in vain`);
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
}

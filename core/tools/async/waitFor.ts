/**
 * Asks again and again until there is something to return.
 *
 * @param what named in the error, as in "Timed out after 30 s waiting for …"
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
		const result = await ask();
		if (result) return result as NonNullable<Exclude<T, false | 0 | ''>>;
		if (Date.now() > deadline) throw new Error(`Timed out after ${timeoutMs / 1000} s waiting for ${what}`);
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
}

/** Runs tasks, at most `limit` at the same time; results in the tasks' order. */
export async function concurrently<T>(limit: number, tasks: Array<() => Promise<T>>): Promise<T[]> {
	const results: T[] = [];
	let next = 0;
	const worker = async () => {
		for (let index = next++; index < tasks.length; index = next++) {
			const task = tasks[index];
			if (task) results[index] = await task();
		}
	};
	await Promise.all(Array.from({ length: limit }, worker));
	return results;
}

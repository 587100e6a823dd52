import { randomAddress } from '../../sandbox/addresses';
import type { PayoutRow } from './judge';

/** Payouts of a few USDT to fresh TRON addresses, under numbers that begin with `name`. */
export function makeRows(name: string, count: number): PayoutRow[] {
	return Array.from({ length: count }, (_, index) => ({
		out_trade_no: `${name}-${index + 1}`,
		to_address: randomAddress('TRON'),
		amount: `${1 + (index % 9)}.${1 + (index % 7)}`,
		currency: 'USDT',
		chain: 'TRON',
	}));
}

/** Runs tasks, at most `width` at the same time; results in the tasks' order. */
export async function inLanes<T>(width: number, tasks: Array<() => Promise<T>>): Promise<T[]> {
	const results: T[] = [];
	let next = 0;
	const lane = async () => {
		for (let index = next++; index < tasks.length; index = next++) {
			const task = tasks[index];
			if (task) results[index] = await task();
		}
	};
	await Promise.all(Array.from({ length: width }, lane));
	return results;
}

import type { INodeParameters } from 'n8n-workflow';
import { makeRows, type PayoutRow } from '../../tools/tokenpay/payoutRows';
import type { Batch } from './payouts';

export const CREATE = '/v1/payanother/payment';
export const QUERY = '/v1/payanother/query';

export const LOOK_UP_FIRST: INodeParameters = { options: { lookUpFirst: true } };

type Given = Partial<Batch> & Pick<Batch, 'stages'>;

/** Makes batches, each with numbers of its own. */
export interface BatchMaker {
	batch: (given: Given, count: number) => Batch;
	/** Runs that stop on errors, ten rows each: with more, hardly any run would get through. */
	stopping: (given: (seed: number) => Given, count?: number) => Batch[];
	/** Another one after each batch. */
	seed: () => number;
}

/** @param rows payouts for each line of the table */
export function batchMaker(rows: number): BatchMaker {
	let batches = 0;
	const batch = (given: Given, count: number): Batch => {
		batches += 1;
		return { plan: 'once', onError: 'continue', rows: makeRows(`p${batches}`, count), ...given };
	};
	const seed = () => batches + 1;
	return {
		batch,
		seed,
		stopping: (given, count = rows) =>
			Array.from({ length: Math.ceil(count / 10) }, () =>
				batch({ onError: 'stop', ...given(seed()) }, Math.min(10, count)),
			),
	};
}

/** Puts every other number a second time into the list, and where wanted every fourth one for another payee. */
export function withRepetitions(rows: PayoutRow[], otherwise: boolean): PayoutRow[] {
	const again = rows.flatMap((row, index) => {
		if (index % 2 === 0) return [row];
		return otherwise && index % 4 === 1
			? [{ ...row, to_address: rows[0]?.to_address ?? row.to_address, amount: '77' }]
			: [];
	});
	return [...rows, ...again];
}

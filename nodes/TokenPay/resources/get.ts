import type { INodeProperties } from 'n8n-workflow';
import { chosenNumber, lookUpFields, sayWhichNumber } from '../../../core/run/lookUpFields';
import { outputParameters } from '../../../core/run/outputFields';
import { NOTHING_FOUND } from '../codes';
import { lookUp } from '../lookUp';
import type { Operation } from '../operation';
import { ORDER, PAYOUT } from '../outputFields';
import { detailOutput } from './detailOutput';
import { type Numbered, numbersOf } from './numbers';

/**
 * Looking an order or a payout up by either of its numbers.
 *
 * @param others operations that ask for the same numbers
 * @returns the operation's fields, and the operation, whose result is the detail with `request_id`
 */
export function lookUpOperation(what: Numbered, others: string[] = []) {
	const show = { resource: [what], operation: ['get'] };
	const names = numbersOf(what);
	const output = what === 'payout' ? PAYOUT : ORDER;
	const fields: INodeProperties[] = [
		...lookUpFields({ ...show, operation: ['get', ...others] }, what, names),
		...outputParameters(show, output),
	];
	const operation: Operation = {
		movesMoney: false,
		check(values, { credential, routes }) {
			const { name, number } = chosenNumber(values, names);
			if ('problem' in number) return { problems: [number.problem] };
			const request = routes(what, 'get')({ [name]: number.text });
			return {
				async send(client) {
					const seen = await lookUp(client, request, false);
					if (seen.found !== 'detail') return sayWhichNumber({ failure: seen.failure }, name, names, NOTHING_FOUND);
					const json = { ...seen.detail, ...(seen.requestId && { request_id: seen.requestId }) };
					return detailOutput({ json }, values, output, credential);
				},
			};
		},
	};
	return { fields, operation };
}

import { lookUpDetail } from '../../lookUp';
import type { Operation } from '../../operation';
import { namedPayment, paymentFields } from '../paymentFields';

export const fields = paymentFields('sync');

export const operation: Operation = {
	movesMoney: false,
	check(values, { credential, routes }) {
		const named = namedPayment(values);
		if ('problems' in named) return named;
		const request = routes('payment', 'sync')(named.payment);
		return {
			async send(client) {
				const result = named.explained(await lookUpDetail(client, request, credential));
				return 'json' in result ? { json: { ...request.fields, ...result.json } } : result;
			},
		};
	},
};

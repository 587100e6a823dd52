import { lookUpDetail } from '../../lookUp';
import type { Operation } from '../../operation';
import { namedPayment, paymentFields } from '../paymentFields';

export const fields = paymentFields('get');

export const operation: Operation = {
	movesMoney: false,
	check(values, { credential, routes }) {
		const named = namedPayment(values);
		if ('problems' in named) return named;
		const request = routes('payment', 'get')(named.payment);
		return { send: async (client) => await lookUpDetail(client, request, credential) };
	},
};

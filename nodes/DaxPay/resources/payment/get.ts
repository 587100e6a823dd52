import { answerDetail } from '../../lookUp';
import type { Operation } from '../../operation';
import { pathsOf } from '../../paths';
import { namedPayment, paymentFields } from '../paymentFields';

export const fields = paymentFields('get');

export const operation: Operation = {
	allOrNone: false,
	check(given, credential) {
		const named = namedPayment(given);
		if ('failure' in named) return named;
		const path = pathsOf(credential.apiVersion).queryPayment;
		return { send: async (ports) => await answerDetail(ports, path, named.payment, credential) };
	},
};

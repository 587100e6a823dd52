import { answerDetail } from '../../lookUp';
import type { Operation } from '../../operation';
import { pathsOf } from '../../paths';
import { namedPayment, paymentFields } from '../paymentFields';

export const fields = paymentFields('sync');

export const operation: Operation = {
	allOrNone: false,
	check(given, credential) {
		const named = namedPayment(given);
		if ('failure' in named) return named;
		const path = pathsOf(credential.apiVersion).sync;
		return {
			async send(ports) {
				const result = await answerDetail(ports, path, named.payment, credential);
				return 'json' in result ? { json: { ...named.payment, ...result.json } } : result;
			},
		};
	},
};

import { outputParameters, shapeOutput } from '../../../../../core/run/outputFields';
import { lookUpDetail } from '../../lookUp';
import type { Operation } from '../../operation';
import { PAYMENT } from '../../outputFields';
import { namedPayment, paymentFields } from '../paymentFields';

export const fields = [
	...paymentFields('get'),
	...outputParameters({ resource: ['payment'], operation: ['get'] }, PAYMENT),
];

export const operation: Operation = {
	movesMoney: false,
	check(values, { credential, routes }) {
		const named = namedPayment(values);
		if ('problems' in named) return named;
		const request = routes('payment', 'get')(named.payment);
		return {
			async send(client) {
				const outcome = named.explained(await lookUpDetail(client, request, credential));
				return shapeOutput(outcome, values, PAYMENT);
			},
		};
	},
};

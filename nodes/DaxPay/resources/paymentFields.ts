import type { Failure } from '../../shared/failure';
import type { Fields } from '../../shared/operation';
import { badInput } from '../operation';
import { BIZ_ORDER_NO, ORDER_NO, chosenNumber, lookUpFields } from './lookUpFields';

/** The fields that name a payment. */
export const paymentFields = (operation: string) =>
	lookUpFields({ resource: ['payment'], operation: [operation] }, 'payment', [ORDER_NO, BIZ_ORDER_NO]);

/** The payment that a row names, as it is sent. */
export function namedPayment(fields: Fields): { payment: Record<string, string> } | { failure: Failure } {
	const { name, number } = chosenNumber(fields, [ORDER_NO, BIZ_ORDER_NO]);
	return 'problem' in number ? badInput([number.problem]) : { payment: { [name]: number.text } };
}

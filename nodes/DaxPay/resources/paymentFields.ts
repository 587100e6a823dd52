import type { Failure } from '../../shared/failure';
import type { Values } from '../../shared/operation';
import { badInput } from '../operation';
import { BIZ_ORDER_NO, ORDER_NO, chosenNumber, lookUpFields } from './lookUpFields';

/** The fields that name a payment. */
export const paymentFields = (operation: string) =>
	lookUpFields({ resource: ['payment'], operation: [operation] }, 'payment', [ORDER_NO, BIZ_ORDER_NO]);

/** The payment that an item names, by its parameter's name. */
export function namedPayment(values: Values): { payment: Record<string, string> } | { failure: Failure } {
	const { name, number } = chosenNumber(values, [ORDER_NO, BIZ_ORDER_NO]);
	return 'problem' in number ? badInput([number.problem]) : { payment: { [name]: number.text } };
}

import type { Values } from '../../../../core/run/description';
import { type LookUpName, chosenNumber, lookUpFields } from '../../../../core/run/lookUpFields';

export const ORDER_NO: LookUpName = {
	name: 'orderNo',
	apiName: 'orderNo',
	label: 'Order Number',
	description: "DaxPay's own number of the payment (orderNo)",
	placeholder: 'e.g. DEV_P2025051717190770000003',
};

export const BIZ_ORDER_NO: LookUpName = {
	name: 'bizOrderNo',
	apiName: 'bizOrderNo',
	label: 'Merchant Order Number',
	description: 'Your own number of the payment, as given when it was created (bizOrderNo)',
	placeholder: 'e.g. order-1001',
};

/** The fields that name a payment. */
export const paymentFields = (operation: string) =>
	lookUpFields({ resource: ['payment'], operation: [operation] }, 'payment', [ORDER_NO, BIZ_ORDER_NO]);

/** The payment that an item names, by its parameter's name. */
export function namedPayment(values: Values): { payment: Record<string, string> } | { problems: string[] } {
	const { name, number } = chosenNumber(values, [ORDER_NO, BIZ_ORDER_NO]);
	return 'problem' in number ? { problems: [number.problem] } : { payment: { [name]: number.text } };
}

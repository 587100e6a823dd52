import type { Values } from '../../../../core/run/description';
import type { ItemOutcome } from '../../../../core/run/operation';
import { NOTHING_FOUND } from '../codes';
import {
	type LookUpName,
	type LookUpNames,
	chosenNumber,
	lookUpFields,
	sayWhichNumber,
} from '../../../../core/run/lookUpFields';

/** Whose number it is, in words. */
export const YOURS = 'your own number';
export const DAXPAYS = "DaxPay's own number";

export const ORDER_NO: LookUpName = {
	name: 'orderNo',
	apiName: 'orderNo',
	label: 'DaxPay Order Number',
	description: "DaxPay's own number of the payment (orderNo)",
	whose: DAXPAYS,
	placeholder: 'e.g. DEV_P2025051717190770000003',
};

export const BIZ_ORDER_NO: LookUpName = {
	name: 'bizOrderNo',
	apiName: 'bizOrderNo',
	label: 'Merchant Order Number',
	description: 'Your own number of the payment, as given when it was created (bizOrderNo)',
	whose: YOURS,
	placeholder: 'e.g. order-1001',
};

const NAMES: LookUpNames = [BIZ_ORDER_NO, ORDER_NO];

/** The fields that name a payment. */
export const paymentFields = (operation: string) =>
	lookUpFields({ resource: ['payment'], operation: [operation] }, 'payment', NAMES);

/** What an item says of the payment that it is about. */
interface NamedPayment {
	/** Its number, by the parameter's name. */
	payment: Record<string, string>;
	/** Says which kind of number is expected, where there is no such payment. */
	explained<Outcome extends ItemOutcome>(outcome: Outcome): Outcome;
}

/** The payment that an item names. */
export function namedPayment(values: Values): NamedPayment | { problems: string[] } {
	const { name, number } = chosenNumber(values, NAMES);
	if ('problem' in number) return { problems: [number.problem] };
	return {
		payment: { [name]: number.text },
		explained: (outcome) => sayWhichNumber(outcome, name, NAMES, NOTHING_FOUND),
	};
}

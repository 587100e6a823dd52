import type { LookUpNames } from '../../../core/run/lookUpFields';

/** What has a number of its own and one of TokenPay. */
export type Numbered = 'order' | 'payout';

/** Where people find TokenPay's number. */
const SOURCES: Readonly<Record<Numbered, string>> = {
	order: 'as a notification brings it in transaction_id',
	payout: 'as Create payout answers it in transaction_id',
};

/**
 * The numbers of an order or a payout.
 *
 * @param apiName what the request calls TokenPay's number
 */
export const numbersOf = (what: Numbered, apiName = 'transaction_id'): LookUpNames => [
	{
		name: 'outTradeNo',
		apiName: 'out_trade_no',
		label: what === 'order' ? 'Order Number' : 'Payout Number',
		description: `Your own number of the ${what}, as given when it was created (out_trade_no)`,
		whose: 'your own number',
		placeholder: what === 'order' ? 'e.g. order-1001' : 'e.g. row-1',
	},
	{
		name: 'transactionId',
		apiName,
		label: 'Transaction ID',
		description: `TokenPay's own number of the ${what}, ${SOURCES[what]}`,
		whose: "TokenPay's own number",
		placeholder: 'e.g. e98b3029477f4bdcb971797a9d9e09ce',
	},
];

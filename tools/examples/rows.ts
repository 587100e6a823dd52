import { randomAddress } from '../../sandbox/addresses';
import type { Sandbox } from '../../sandbox/server';
import { requestTokenPay, type TokenPayAccount } from '../tokenpay/account';
import type { PayoutRow } from '../tokenpay/payoutRows';

/** One line of results.csv. */
export interface ResultRow extends PayoutRow {
	result: string;
	/** As TokenPay names it. */
	state: string;
	/** With its currency. */
	fee: string;
	/** To the transaction in the chain's explorer, or its number where there is none. */
	link: string;
	time: string;
	transaction_id: string;
	error: string;
	advice: string;
}

/** What stands in place of a number in the line of totals. */
export const TOTAL = 'TOTAL';

/** The row of {@link exampleRows} whose address is mistyped. */
export const BAD_ADDRESS = 'row-5';
/** The row of {@link exampleRows} whose number {@link useUpNumber} has given to another payout. */
export const USED_NUMBER = 'row-9';

/** Twelve payouts to fresh TRON addresses, one of them mistyped. */
export function exampleRows(): PayoutRow[] {
	const amounts = ['15.5', '20', '0.25', '100', '7.75', '12.000001', '3', '48.9', '31', '1.1', '250', '64.4'];
	return amounts.map((amount, index) => {
		const row = {
			out_trade_no: `row-${index + 1}`,
			to_address: randomAddress('TRON'),
			amount,
			currency: 'USDT',
			chain: 'TRON',
		};
		return row.out_trade_no === BAD_ADDRESS ? { ...row, to_address: mistype(row.to_address) } : row;
	});
}

/** What the sandbox's page and the node's message say of the payout that has the number. */
const OLDER = (number: string) => `An older payout, put here by the demo so that ${number} finds its number taken`;

/** Makes a payout of another amount under a row's number, which has landed, so that the row finds its number taken. */
export async function useUpNumber(sandbox: Sandbox, account: TokenPayAccount, row: PayoutRow): Promise<void> {
	const { transaction_id } = (await requestTokenPay(account, '/v1/payanother/payment', {
		...row,
		to_address: randomAddress(row.chain),
		amount: '999',
		description: OLDER(row.out_trade_no),
	})) as { transaction_id: string };
	sandbox.settle(transaction_id, 'SUCCESS');
}

/** Swaps two unlike neighbours, as a person does; the checksum no longer fits. */
function mistype(address: string): string {
	for (let at = 10; at < address.length - 1; at += 1) {
		if (address[at] !== address[at + 1])
			return `${address.slice(0, at)}${address[at + 1]}${address[at]}${address.slice(at + 2)}`;
	}
	throw new Error(`${address} has no two unlike neighbours`);
}

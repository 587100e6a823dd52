import { lookUpsBy } from '../shared/lookUp';
import { CODES, HARMLESS_TO_REPEAT } from './codes';

/** Look an order or a payout up, by `{ out_trade_no }` or `{ transaction_id }`. */
export const { lookUp, lookUpAfterLoss } = lookUpsBy({
	platform: 'TokenPay',
	nothing: [CODES.doesNotExist],
	retryOn: HARMLESS_TO_REPEAT,
});

import { lookUpsBy } from '../../core/run/lookUp';
import { HARMLESS_TO_REPEAT, NOTHING_FOUND } from './codes';

/** Look an order or a payout up by one of its numbers. */
export const { lookUp, lookUpAfterLoss, lookUpBehind } = lookUpsBy({
	platform: 'TokenPay',
	nothing: NOTHING_FOUND,
	retryOn: HARMLESS_TO_REPEAT,
});

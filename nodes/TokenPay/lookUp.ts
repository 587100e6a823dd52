import { lookUpsBy } from '../../core/run/lookUp';
import { CODES, HARMLESS_TO_REPEAT } from './codes';

/** Look an order or a payout up by one of its numbers. */
export const { lookUp, lookUpAfterLoss, lookUpBehind } = lookUpsBy({
	platform: 'TokenPay',
	nothing: [CODES.doesNotExist],
	retryOn: HARMLESS_TO_REPEAT,
});

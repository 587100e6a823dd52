import type { Ports } from '../shared/exchange';
import { type LookUp, lookUp as lookUpBy, lookUpAfterLoss as lookUpLost } from '../shared/lookUp';
import { CODES, HARMLESS_TO_REPEAT } from './codes';

export const DOES_NOT_EXIST = CODES.doesNotExist;

const RULES = { platform: 'TokenPay', nothing: [DOES_NOT_EXIST], waitOut: HARMLESS_TO_REPEAT };

/**
 * Looks an order or a payout up.
 *
 * @param fields `{ out_trade_no }` or `{ transaction_id }`
 */
export async function lookUp(
	ports: Ports,
	path: string,
	fields: Record<string, unknown>,
	urgent: boolean,
): Promise<LookUp> {
	return await lookUpBy(ports, { path, fields }, RULES, urgent);
}

/** Looks up what became of a request whose answer was lost; see the shared `lookUpAfterLoss`. */
export async function lookUpAfterLoss(
	ports: Ports,
	path: string,
	fields: Record<string, unknown>,
): Promise<LookUp | undefined> {
	return await lookUpLost(ports, { path, fields }, RULES);
}

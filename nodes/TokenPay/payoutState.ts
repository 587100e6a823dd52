/** States that are known to be good (TokenPay API, section 5). */
const GOOD = ['SUCCESS', 'NOTPAY'];

/**
 * Words for "under way" that TokenPay does not document, but that other payout platforms use. They pass as good; whatever
 * is listed neither here nor above does not.
 */
const UNDER_WAY = [
	'ACCEPTED',
	'BROADCAST',
	'BROADCASTED',
	'BROADCASTING',
	'CHECK',
	'CHECKING',
	'CONFIRMING',
	'CREATED',
	'IN_PROGRESS',
	'INIT',
	'PAYING',
	'PENDING',
	'PROCESSING',
	'QUEUED',
	'SENDING',
	'SENT',
	'SUBMITTED',
	'UNCONFIRMED',
	'WAIT',
	'WAITING',
];

/** States in which a payout will never be paid (TokenPay API, section 5). */
const OVER = ['CLOSED', 'REFUND'];

/**
 * What a payout's `trade_state` means: `alive` (paid, or on its way), `over` (will not be paid), or `unknown`
 * (everything else, words of failure included: nothing says what they mean here).
 */
export function meaningOf(state: string): 'alive' | 'over' | 'unknown' {
	const upper = state.trim().toUpperCase();
	if (GOOD.includes(upper) || UNDER_WAY.includes(upper)) return 'alive';
	return OVER.includes(upper) ? 'over' : 'unknown';
}

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

/** Words of failure that TokenPay does not document, but that other payout platforms end with. */
const FAILED = [
	'CANCELED',
	'CANCELLED',
	'ERROR',
	'EXPIRED',
	'FAIL',
	'FAILED',
	'FAILURE',
	'PAYERROR',
	'REFUNDED',
	'REJECT',
	'REJECTED',
	'RETURNED',
	'SYSTEM_FAIL',
	'TIMEOUT',
];

/**
 * What a payout's `trade_state` means: `alive` (paid, or on its way), `over` (will not be paid), or `unknown`
 * (everything else, words of failure included: nothing says what they mean here).
 */
export function meaningOf(state: string): 'alive' | 'over' | 'unknown' {
	const upper = normalize(state);
	if (GOOD.includes(upper) || UNDER_WAY.includes(upper)) return 'alive';
	return OVER.includes(upper) ? 'over' : 'unknown';
}

/** Whether a payout has arrived. */
export const hasLanded = (state: string): boolean => normalize(state) === 'SUCCESS';

/**
 * Whether a payout will not arrive any more, as far as its state says: it is over, or it failed. A word that nobody
 * knows says nothing.
 */
export const isOver = (state: string): boolean => OVER.includes(normalize(state)) || FAILED.includes(normalize(state));

const normalize = (state: string) => state.trim().toUpperCase();

/** States that the documentation lists. */
const DOCUMENTED = ['NOTPAY', 'SUCCESS', 'CLOSED', 'REFUND'] as const;

/** States that the documentation does not list, of payouts on their way: other platforms have them. */
const UNDER_WAY = ['PENDING', 'PROCESSING', 'CHECK'] as const;

/** States that the documentation does not list, of payouts that failed: their money is back. */
const FAILED = ['FAIL', 'FAILED', 'REJECTED', 'CANCELED', 'EXPIRED', 'SYSTEM_FAIL'] as const;

/** A state of an order or a payout. Orders have the documented ones only. */
export type TradeState = (typeof TRADE_STATES)[number];

export const TRADE_STATES = [...DOCUMENTED, ...UNDER_WAY, ...FAILED] as const;

const isOneOf = (states: readonly string[], state: string) => states.includes(state);

/** Whether a state is on the way to another one. */
export const isPending = (state: TradeState) => state === 'NOTPAY' || isOneOf(UNDER_WAY, state);

/**
 * Whether a transaction may move from one state to another. A refund also follows a success, and a success a closed order
 * whose payment the merchant enters in the console (TokenPay API, section 8).
 */
export function canMove(kind: 'payout' | 'order', from: TradeState, to: TradeState): boolean {
	if (to === 'NOTPAY' || to === from || (kind === 'order' && !isOneOf(DOCUMENTED, to))) return false;
	if (kind === 'order' && from === 'CLOSED') return to === 'SUCCESS';
	return isPending(from) || (from === 'SUCCESS' && to === 'REFUND');
}

/** Whether a value lists states that a payout can have one after the other, after NOTPAY. */
export function arePayoutStates(value: unknown): value is TradeState[] {
	if (!Array.isArray(value) || value.length === 0) return false;
	const states: unknown[] = ['NOTPAY', ...(value as unknown[])];
	return states
		.slice(1)
		.every(
			(state, at) =>
				isOneOf(TRADE_STATES, String(state)) && canMove('payout', states[at] as TradeState, state as TradeState),
		);
}

/** The `status` of a state. What the platform's numbers mean is not published; clients should read trade_state. */
export const statusOf = (state: TradeState): number => {
	const number = DOCUMENTED.indexOf(state as (typeof DOCUMENTED)[number]);
	if (number !== -1) return number;
	return isPending(state) ? 0 : DOCUMENTED.length;
};

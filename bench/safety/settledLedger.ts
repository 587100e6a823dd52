import { waitFor } from '../../core/tools/async/waitFor';
import type { MoneySent, Sandbox } from '../../sandbox/server';

/** After these a request has been processed, or never will be, although no status was sent. */
const WITHOUT_STATUS = ['cut before', 'cut after', 'trickle'];

/**
 * The ledger when every request has been processed, the late ones too, whether or not anybody still waits for a response.
 *
 * @param numbers the payout numbers to look at; all unless given
 * @throws Error when a payout followed a redirect to another address
 */
export async function settledLedger(sandbox: Sandbox, numbers?: ReadonlySet<string>): Promise<MoneySent[]> {
	const isOurs = (number = '') => numbers === undefined || numbers.has(number);
	await waitFor(
		'late requests to be processed',
		() =>
			sandbox
				.state()
				.requests.every(
					({ out_trade_no, fault, status }) =>
						!isOurs(out_trade_no) || status !== null || fault === null || WITHOUT_STATUS.includes(fault),
				),
		{ timeoutMs: 60_000, everyMs: 200 },
	);
	const { moneySent, elsewhere } = sandbox.state();
	if (elsewhere.length > 0) throw new Error(`${elsewhere.length} payouts followed a redirect to another address`);
	return moneySent.filter(({ out_trade_no }) => isOurs(out_trade_no));
}

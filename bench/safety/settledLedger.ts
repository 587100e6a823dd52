import { waitFor } from '../../core/tools/async/waitFor';
import type { MoneySent, Sandbox } from '../../sandbox/server';

/** After these a request has been processed, or never will be, although no status was sent. */
const WITHOUT_STATUS = ['cut before', 'cut after', 'trickle'];

/** The ledger when every request has been processed, the late ones too, whether or not anybody still waits for a response. */
export async function settledLedger(sandbox: Sandbox): Promise<MoneySent[]> {
	await waitFor(
		'late requests to be processed',
		() =>
			sandbox
				.state()
				.requests.every(({ fault, status }) => status !== null || fault === null || WITHOUT_STATUS.includes(fault)),
		{ timeoutMs: 60_000, everyMs: 200 },
	);
	const { moneySent, elsewhere } = sandbox.state();
	if (elsewhere.length > 0) throw new Error(`${elsewhere.length} payouts followed a redirect to another address`);
	return moneySent;
}

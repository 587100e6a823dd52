import type { SandboxOptions } from '../../sandbox/server';
import type { Scenario } from '../../core/tools/audit/scenarios';
import { storm } from '../../core/tools/audit/faults';
import type { BatchMaker } from './batches';
import type { Batch } from './payouts';

const LANDING: SandboxOptions = { payoutDelayMs: 300 };

/** Here a payout that a preview made too would be paid again. */
const ACCEPTS_USED: SandboxOptions = { uniqueOutTradeNo: false };

/** How many of the requests something happens to. */
const FAULTY_SHARES = [0.3, 0.6, 0.9];

/** Lists that are looked at before they are paid or meanwhile, and waited for afterwards or from the start. */
export function lookedAt(rows: number, { batch, seed }: BatchMaker): Array<Scenario<Batch>> {
	const third = Math.ceil(rows / 3);
	return [
		{
			name: 'previewed, then paid',
			batches: FAULTY_SHARES.map((share) =>
				batch(
					{ plan: 'twice', runs: ['preview', 'pay'], sandbox: ACCEPTS_USED, stages: [storm(seed(), share)] },
					third,
				),
			),
		},
		{
			name: 'previewed while it is paid',
			batches: FAULTY_SHARES.map((share) =>
				batch(
					{ plan: 'concurrent', runs: ['pay', 'preview'], sandbox: ACCEPTS_USED, stages: [storm(seed(), share)] },
					third,
				),
			),
		},
		{
			name: 'paid, then waited for until landed',
			batches: FAULTY_SHARES.map((share) =>
				batch(
					{
						plan: 'twice',
						runs: ['pay', 'wait'],
						sandbox: LANDING,
						stages: [storm(seed(), share), storm(seed(), 0.5)],
					},
					third,
				),
			),
		},
		{
			name: 'waited for while it is paid',
			batches: FAULTY_SHARES.map((share) =>
				batch({ plan: 'concurrent', runs: ['pay', 'wait'], sandbox: LANDING, stages: [storm(seed(), share)] }, third),
			),
		},
	];
}

import type { ApiClient } from '../requests/apiClient';
import type { End, Ends, Failure } from './failure';
import type { ItemOutcome } from './operation';

/**
 * Ends a run with its first failure: no payment starts once an item has failed, nor while another item is in doubt,
 * since whatever went wrong with one may go wrong with all that follow.
 */
export class StopOnFailure {
	/** The places of the items that failed, in the order of time. */
	readonly failed: number[] = [];

	private readonly inDoubt = new Set<number>();

	private readonly over = new AbortController();

	private waiting: Array<() => void> = [];

	/**
	 * Fires with the first failure, or when the given signal does. For items that move no money: they may end wherever
	 * they are.
	 */
	signalWith(signal: AbortSignal | undefined): AbortSignal {
		return signal ? AbortSignal.any([signal, this.over.signal]) : this.over.signal;
	}

	/** A client for the item at this place. */
	guard(client: ApiClient, at: number): ApiClient {
		const isOver = () => this.failed.length > 0 && !this.inDoubt.has(at);
		const mustWait = () => this.failed.length === 0 && this.inDoubt.size > 0 && !this.inDoubt.has(at);
		const send: ApiClient['send'] = async (request, options) => {
			if (!request.movesMoney) return await client.send(request, { ...options, stillWanted: () => !isOver() });
			for (;;) {
				while (mustWait()) await new Promise<void>((resolve) => this.waiting.push(resolve));
				const turn = { wasHeldBack: false };
				const stillWanted = () => {
					turn.wasHeldBack = mustWait();
					return !turn.wasHeldBack && !isOver();
				};
				const response = await client.send(request, { ...options, stillWanted });
				if (turn.wasHeldBack) continue;
				if (response.kind === 'refusal' || (response.kind === 'lost' && !response.neverSent)) this.inDoubt.add(at);
				return response;
			}
		};
		return { ...client, send };
	}

	/** Says what became of the item at this place. */
	end(at: number, outcome: ItemOutcome): ItemOutcome {
		this.inDoubt.delete(at);
		if ('failure' in outcome) {
			this.failed.push(at);
			this.over.abort();
		}
		for (const goOn of this.waiting.splice(0)) goOn();
		return outcome;
	}
}

/**
 * The first failure of a run with what became of every item.
 *
 * @param labels the items' names, in the order of the outcomes
 */
export function failureOfRun(first: Failure, outcomes: ItemOutcome[], labels: string[]): Failure {
	if (outcomes.length === 1) return first;
	const run: Ends = { paid: [], failed: [], unknown: [], 'not sent': [] };
	outcomes.forEach((outcome, at) => run[endOf(outcome)].push(labels[at] as string));
	return { ...first, details: { ...first.details, ...run }, run };
}

function endOf(outcome: ItemOutcome): End {
	if (!('failure' in outcome)) return 'paid';
	if (wasNotSent(outcome)) return 'not sent';
	return outcome.failure.details.outcome === 'unknown' ? 'unknown' : 'failed';
}

/** Reasons of items that failed their own checks. */
const OWN_CHECKS = ['input', 'limit', 'credential', 'samePayee'];

/** Whether nothing was sent of an item although it passed its checks: another one failed, or nobody could be reached. */
export function wasNotSent(outcome: ItemOutcome | undefined): boolean {
	if (outcome === undefined || !('failure' in outcome)) return false;
	const { reason, nothing_sent: nothingSent } = outcome.failure.details;
	if (reason === 'notSent' || reason === 'stoppedBefore') return true;
	return nothingSent === true && !OWN_CHECKS.includes(String(reason));
}

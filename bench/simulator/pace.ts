import { mostWithin } from '../../core/tools/audit/mostWithin';
import { REQUESTS_A_SECOND } from './account';
import type { Findings } from './findings';
import type { N8nProcess } from './n8nProcess';
import type { ModelPlatform } from './platform';
import type { Scenario } from './scenario';

/** Where requests differ by no more than this, in milliseconds one way, none may ever be refused. */
const CERTAIN_SPREAD = 5;

/** Finds processes that sent faster than the credential says, and a platform that saw more than its limit. */
export function judgePace(
	processes: N8nProcess[],
	platform: ModelPlatform,
	{ credential, account, network, isAlone }: Scenario,
	findings: Findings,
): void {
	const rate = credential.requestsPerSecond;
	for (const { name, sent } of processes) {
		// The limiter takes what was refused for the moment as not sent.
		const sentAt = sent.filter(({ wasRefused }) => !wasRefused).map(({ at }) => at);
		const most = mostWithin(sentAt, 1000);
		if (most > Math.max(1, Math.ceil(rate)))
			findings.complain('too fast', `${name} sent ${most} requests in a second, not ${rate}`);
		if (Number.isInteger(rate)) continue;
		// A window of whole requests would let through more.
		const closest = Math.min(...sentAt.slice(1).map((at, index) => at - (sentAt[index] as number)));
		if (closest < (1000 / rate) * 0.999)
			findings.complain('too fast', `${name} sent two requests within ${closest} ms, not ${1000 / rate}`);
	}
	if (!isAlone || rate > REQUESTS_A_SECOND) return;
	if (network.spread > CERTAIN_SPREAD) {
		// The limiter learns how far requests differ, and one may be faster than any before it.
		for (let count = platform.tooMany; count > 0; count -= 1)
			findings.countApart('refused as too many: one process, requests that differ by more than 5 ms');
		return;
	}
	const most = mostWithin(platform.arrivals, 1000);
	if (most > REQUESTS_A_SECOND)
		findings.complain('too fast', `${most} requests arrived in a second, not ${REQUESTS_A_SECOND}`);
	if (account.limit && platform.tooMany > 0)
		findings.complain('too fast', `${platform.tooMany} requests were refused, although only one process sends`);
}

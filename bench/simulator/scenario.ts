import { type Account, drawAccount, isComplete } from './account';
import { Draw } from './draw';
import { type FaultPlan, NO_FAULTS, drawFaultPlan } from './faults';
import { type Lists, drawLists } from './lists';
import type { NetworkPlan } from './network';
import { type NotificationPlan, drawNotificationPlan } from './notifications';

/** One execution of the node over a list. Times are in milliseconds from the beginning. */
export interface Job {
	/** Whether it makes payouts, or waits until they have landed. */
	operation: 'create' | 'waitUntilLanded';
	/** In minutes. */
	maximumWait?: number;
	list: number;
	/** Which of the processes runs it. */
	process: number;
	startsAt: number;
	stopOnFailure: boolean;
	lookUpFirst: boolean;
	retryOnFail: boolean;
	/** When somebody stops it. */
	stopAt?: number;
}

/** A process ends without a word, and another takes its place. */
export interface Crash {
	process: number;
	at: number;
	downFor: number;
	/** Whether somebody runs again what it was running. */
	isRunAgain: boolean;
}

/** Everything that a seed decides beforehand. */
export interface Scenario {
	seed: number;
	account: Account;
	network: NetworkPlan;
	faults: FaultPlan;
	processes: number;
	credential: { requestsPerSecond: number; payoutAmountUnit: 'decimal' | 'smallest' };
	lists: Lists;
	jobs: Job[];
	crashes: Crash[];
	/** A process does nothing for a while. */
	stalls: Array<{ process: number; at: number; lasts: number }>;
	/** When the wall clock of the machine is set, and by how much. */
	clockJumps: Array<{ at: number; by: number }>;
	notifications: NotificationPlan | undefined;
	/** Nothing can go wrong, so that everything must be paid. */
	isCalm: boolean;
	/** One process, never busy, that is never refused anything: the platform must see no more requests a second than agreed. */
	isAlone: boolean;
	/** Whether everything is run again in the end, when nothing goes wrong any more. */
	isRunInTheEnd: boolean;
}

const DAY = 86_400_000;

/** Draws a scenario; each leaves much out, so that what it has gets further. */
export function drawScenario(seed: number): Scenario {
	const draw = new Draw(seed, 'plan');
	const account = drawAccount(draw);
	const faults = draw.chance(0.3) ? NO_FAULTS : drawFaultPlan(draw);
	const processes = draw.pick([1, 1, 1, 2, 2, 3]);
	const lists = drawLists(draw);
	const { unit } = account;
	const credential = {
		requestsPerSecond: account.limit ? draw.pick([5, 5, 5, 5, 2.5, 4, 1, 0.5, 20]) : draw.pick([5, 50, 200, 1000]),
		payoutAmountUnit: draw.chance(0.93) ? unit : draw.pick(['decimal', 'smallest'] as const),
	};
	const network = drawNetwork(draw);
	const duration = 1000 + (1000 * Math.max(...lists.rows.map(({ length }) => length))) / credential.requestsPerSecond;
	const jobs = drawJobs(draw, lists.rows.length, processes, duration);
	const crashes = drawCrashes(draw, processes, duration);
	const stalls = drawStalls(draw, processes, duration);
	const jumps = draw.chance(0.2) ? draw.whole(1, 3) : 0;
	return {
		seed,
		account,
		network,
		faults,
		processes,
		credential,
		lists,
		jobs,
		crashes,
		stalls,
		clockJumps: Array.from({ length: jumps }, () => ({
			at: draw.between(0, duration),
			by: draw.between(-1, 1) * draw.pick([1000, 60_000, DAY]),
		})),
		notifications: draw.chance(0.25) ? drawNotificationPlan(draw) : undefined,
		isCalm:
			faults === NO_FAULTS &&
			crashes.length === 0 &&
			// A process that stands still for longer finds its requests timed out.
			stalls.reduce((sum, { lasts }) => sum + lasts, 0) < network.timeout &&
			account.badStates === 0 &&
			jobs.every(({ stopAt }) => stopAt === undefined) &&
			isComplete(account.spelling) &&
			isComplete(account.laterSpelling) &&
			credential.payoutAmountUnit === unit &&
			!lists.areContradictory,
		isAlone: processes === 1 && faults === NO_FAULTS && network.busy === 0 && stalls.length === 0,
		isRunInTheEnd: draw.chance(0.4),
	};
}

function drawNetwork(draw: Draw): NetworkPlan {
	const [least, spread] = draw.pick([
		[0, 0],
		[1, 2],
		[20, 5],
		[20, 5],
		[20, 15],
		[5, 25],
		[2, 300],
	] as const);
	return {
		least,
		spread,
		busy: draw.pick([0, 0, 0, 0.2]),
		timeout: draw.pick([1200, 5000, 30_000]),
		grain: draw.pick([0, 1, 10]),
		endsWhenStopped: draw.chance(0.8),
	};
}

/** Each list is run once at least, and often again: at the same moment, meanwhile, or when all is over. */
function drawJobs(draw: Draw, lists: number, processes: number, duration: number): Job[] {
	const lookUpFirst = draw.pick([true, false, undefined]);
	const stopOnFailure = draw.pick([true, false, undefined]);
	const again = Array.from({ length: draw.pick([0, 0, 0, 1, 1, 2, 3]) }, () => draw.whole(0, lists - 1));
	const together = draw.chance(0.5);
	const payouts = [...Array(lists).keys(), ...again].map((list, index) => ({
		operation: 'create' as const,
		list,
		process: draw.whole(0, processes - 1),
		startsAt: index === 0 || together ? 0 : draw.pick([draw.between(0, 3000), draw.between(0, duration), 10_000_000]),
		stopOnFailure: stopOnFailure ?? draw.chance(0.5),
		lookUpFirst: lookUpFirst ?? draw.chance(0.7),
		retryOnFail: draw.chance(0.25),
		...(draw.chance(0.12) && { stopAt: draw.between(0, duration * 1.2) }),
	}));
	return [...payouts, ...drawWaits(draw, lists, processes, duration)];
}

/** Executions that wait until a list's payouts have landed, beside those that pay. */
function drawWaits(draw: Draw, lists: number, processes: number, duration: number): Job[] {
	if (!draw.chance(0.25)) return [];
	return Array.from({ length: draw.whole(1, 2) }, () => {
		const startsAt = draw.pick([0, draw.between(0, duration), duration * 2]);
		return {
			operation: 'waitUntilLanded' as const,
			maximumWait: draw.pick([0.05, 1, 10, 30]),
			list: draw.whole(0, lists - 1),
			process: draw.whole(0, processes - 1),
			startsAt,
			stopOnFailure: draw.chance(0.3),
			lookUpFirst: false,
			retryOnFail: false,
			...(draw.chance(0.2) && { stopAt: startsAt + draw.between(0, 120_000) }),
		};
	});
}

function drawStalls(draw: Draw, processes: number, duration: number): Scenario['stalls'] {
	if (!draw.chance(0.15)) return [];
	return Array.from({ length: draw.whole(1, 4) }, () => ({
		process: draw.whole(0, processes - 1),
		at: draw.between(0, duration),
		lasts: draw.pick([60, 300, 1500, 20_000]),
	}));
}

function drawCrashes(draw: Draw, processes: number, duration: number): Crash[] {
	if (!draw.chance(0.2)) return [];
	return Array.from({ length: draw.pick([1, 1, 2, 4]) }, () => ({
		process: draw.whole(0, processes - 1),
		at: draw.between(0, duration * 1.3),
		downFor: draw.between(2000, 20_000),
		isRunAgain: draw.chance(0.8),
	}));
}

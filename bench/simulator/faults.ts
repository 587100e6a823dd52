import type { Draw } from './draw';

/** Something that goes wrong with one request. */
export interface Fault {
	/** For the story. */
	name: string;
	/** Whether the platform does what it was asked for; a number is how much later, in milliseconds. */
	done: 'now' | 'never' | number;
	/** What comes back: what the platform has to say, an HTTP response, a broken connection, or nothing at all. */
	back: 'response' | 'cut' | 'silence' | { statusCode?: number; body: string };
	/** Milliseconds more until it comes back. */
	slow?: number;
	/** No connection is made at all; the error of the HTTP layer. */
	neverSent?: object;
	/** The code is 20004: no source says whether anything was done. */
	isRestricted?: true;
}

/** No connection: what Node says in each case. */
const NEVER_SENT = [
	{ code: 'ECONNREFUSED', syscall: 'connect' },
	{ code: 'ENOTFOUND', syscall: 'getaddrinfo' },
	{ code: 'CERT_HAS_EXPIRED' },
	{ message: 'Domain not allowed: This credential is restricted' },
];

/** Milliseconds until a request is processed whose response nobody waits for any more. */
const LATE = [1, 200, 1000, 3000, 5000, 10_000, 60_000, 3_600_000];

/** Refusals after which nothing is paid (TokenPay API, section 7). */
const DEFINITE = [100, 103, 104, 11003, 12001, 12002, 12003, 20000, 20001, 20002, 20003, 20005];

const GARBAGE = ['', '<html>502</html>', '{"code":0,', 'null', '[]', '{"code":"0"}', '{"code":0,"code":1}', '{}'];

const code = (number: number, msg = 'no') => ({ body: JSON.stringify({ code: number, msg, request_id: 'r' }) });

/** Whether what was asked for is done although the response does not say so. */
const doneOrNot = (draw: Draw): Fault['done'] => draw.pick(['now', 'now', 'never', draw.pick(LATE)] as const);

/** Faults of payouts, by kind. */
const OF_PAYOUTS: Record<string, (draw: Draw) => Fault> = {
	'never sent': (draw) => ({ name: 'never sent', done: 'never', back: 'cut', neverSent: draw.pick(NEVER_SENT) }),
	cut: (draw) => ({ name: 'connection cut', done: doneOrNot(draw), back: 'cut', slow: draw.pick([0, 0, 900]) }),
	silence: (draw) => ({ name: 'no response', done: doneOrNot(draw), back: 'silence' }),
	slow: (draw) => {
		const slow = draw.pick([100, 700, 4000, 40_000]);
		return { name: 'slow response', done: draw.pick(['now', slow]), back: 'response', slow };
	},
	status: (draw) => {
		const statusCode = draw.pick([301, 401, 403, 404, 429, 500, 502, 503]);
		const body = draw.pick(['', '{"code":0,"data":{}}', '{"code":20005,"msg":"no"}', 'Bad Gateway']);
		// A refusal under a 4xx other than 401 is believed, and is definite.
		const isBelieved = statusCode > 401 && statusCode < 500 && body.includes('20005');
		return {
			name: `HTTP ${statusCode}`,
			done: isBelieved ? 'never' : doneOrNot(draw),
			back: { statusCode, body },
		};
	},
	garbage: (draw) => ({ name: 'unreadable response', done: doneOrNot(draw), back: { body: draw.pick(GARBAGE) } }),
	'unclear code': (draw) => {
		const number = draw.pick([11000, 11000, 99999, -1]);
		return { name: `code ${number}`, done: doneOrNot(draw), back: code(number) };
	},
	restricted: (draw) => ({ name: 'code 20004', done: doneOrNot(draw), back: code(20004), isRestricted: true }),
	refused: (draw) => {
		const number = draw.pick(DEFINITE);
		return { name: `code ${number}`, done: 'never', back: code(number) };
	},
	'refused and done': (draw) => {
		const number = draw.pick([12001, 20005, 12003]);
		return { name: `code ${number}`, done: 'now', back: code(number) };
	},
	'too many': () => ({ name: 'code 11001', done: 'never', back: code(11001) }),
};

/** Faults of requests that move no money. */
const OF_LOOK_UPS: Record<string, (draw: Draw) => Fault> = {
	...OF_PAYOUTS,
	refused: (draw) => {
		const number = draw.pick(DEFINITE.filter((one) => one !== 12002));
		return { name: `code ${number}`, done: 'never', back: code(number) };
	},
	'success without a detail': (draw) => ({
		name: 'success without a detail',
		done: 'never',
		back: { body: draw.pick(['{"code":0}', '{"code":0,"data":null}', '{"code":0,"data":{}}', '{"code":0,"data":[]}']) },
	}),
};

/** Which faults can come, and how often (0 to 1) to payouts and to everything else. */
export interface FaultPlan {
	kinds: string[];
	payouts: number;
	lookUps: number;
}

export const NO_FAULTS: FaultPlan = { kinds: [], payouts: 0, lookUps: 0 };

/** Draws a few kinds, or all of them: with fewer at a time, each gets further. */
export function drawFaultPlan(draw: Draw): FaultPlan {
	const all = Object.keys(OF_LOOK_UPS);
	const kinds = draw.chance(0.25) ? all : draw.some(all, draw.pick([0.1, 0.3, 0.5]));
	const often = () => draw.pick([0, 0.03, 0.1, 0.3, 0.6]);
	return { kinds: kinds.length > 0 ? kinds : [draw.pick(all)], payouts: often(), lookUps: often() };
}

/** What goes wrong with the next request, if anything does. */
export function drawFault(draw: Draw, plan: FaultPlan, movesMoney: boolean): Fault | undefined {
	if (!draw.chance(movesMoney ? plan.payouts : plan.lookUps)) return undefined;
	const kind = draw.pick(plan.kinds);
	const fault = (movesMoney ? OF_PAYOUTS : OF_LOOK_UPS)[kind]?.(draw);
	// A look-up changes nothing, whenever it is done.
	return fault && !movesMoney && fault.back !== 'response' ? { ...fault, done: 'never' } : fault;
}

import type { FaultKind } from './faults';

/** What a fault is called on a sandbox's page, and what it does, the most instructive first. */
export const FAULT_WORDS: Readonly<Record<FaultKind, { name: string; about: string }>> = {
	'cut after': {
		name: 'Connection breaks, but it was done',
		about: 'It is done, then the connection breaks: the caller cannot tell.',
	},
	'cut before': { name: 'Connection breaks, nothing done', about: 'The connection breaks before anything is done.' },
	slow: { name: 'Slow answer', about: 'Done at once, answered after the delay.' },
	trickle: { name: 'Answer without an end', about: 'Done at once, then the answer comes byte by byte and never ends.' },
	'process late': {
		name: 'Done late',
		about: 'Done only after the delay, even if the caller has given up.',
	},
	'500 after': { name: 'HTTP 500, but it was done', about: 'Done, then answered with HTTP 500 and nothing else.' },
	'500 before': { name: 'HTTP 500, nothing done', about: 'Answered with HTTP 500, nothing done.' },
	'401 after': {
		name: 'HTTP 401, but it was done',
		about: 'Done, then answered with HTTP 401, as if it was not allowed.',
	},
	'401 before': {
		name: 'HTTP 401, nothing done',
		about: 'Answered with HTTP 401, as if it was not allowed, nothing done.',
	},
	'garbage after': { name: 'A web page, but it was done', about: 'Done, then answered with a web page.' },
	'garbage before': { name: 'A web page, nothing done', about: 'Answered with a web page, nothing done.' },
	redirect: {
		name: 'Sent elsewhere, nothing done',
		about: 'Redirected (307), nothing done. No client should follow.',
	},
	'redirect after': {
		name: 'Sent elsewhere, but it was done',
		about: 'Done, then redirected (307). No client should follow.',
	},
	code: { name: 'Refused with a code', about: 'Answered with the code, nothing done.' },
	'code after': { name: 'Refused with a code, but it was done', about: 'Done, then answered with the code.' },
	unsigned: { name: 'Answer without a signature', about: 'Done; the answer carries no signature.' },
	'bad signature': { name: 'Answer with a wrong signature', about: 'Done; the answer is signed with another key.' },
	reordered: {
		name: 'Answer signed in another order',
		about: 'Done; the answer is signed over its keys in reverse order.',
	},
};

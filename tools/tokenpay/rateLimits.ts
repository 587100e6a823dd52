/** Tells whether the platform takes a request that arrives at this time (milliseconds). */
export type Takes = (at: number) => boolean;

/** Ways in which a platform may count "5 requests a second"; each takes the limit, and begins to count. */
export const RATE_LIMITS = {
	/** In any second; what it refuses does not count. */
	'sliding second': (limit) => {
		let taken: number[] = [];
		return (at) => {
			taken = taken.filter((other) => at - other < 1000);
			return taken.length < limit && taken.push(at) > 0;
		};
	},
	/** In any second, with what it refuses. */
	'sliding second of all requests': (limit) => {
		let seen: number[] = [];
		return (at) => {
			seen = seen.filter((other) => at - other < 1000);
			return seen.push(at) <= limit;
		};
	},
	/** From one full second to the next. */
	'calendar second': (limit) => {
		let second = NaN;
		let taken = 0;
		return (at) => {
			if (Math.floor(at / 1000) !== second) taken = 0;
			second = Math.floor(at / 1000);
			return taken < limit && ++taken > 0;
		};
	},
	/** As many at once as saved up, at most one second's; what it refuses costs nothing. */
	'token bucket': (limit) => {
		let tokens = limit;
		let before = 0;
		return (at) => {
			tokens = Math.min(limit, tokens + ((at - before) / 1000) * limit);
			before = at;
			return tokens >= 1 && tokens-- > 0;
		};
	},
} as const satisfies Record<string, (limit: number) => Takes>;

export type RateLimitKind = keyof typeof RATE_LIMITS;

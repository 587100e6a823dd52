import { AdaptiveWindow } from '../requests/adaptiveWindow';
import { VirtualClock } from '../tools/async/virtualClock';

function setUp(random = 0.5) {
	const clock = new VirtualClock();
	const window = new AdaptiveWindow(clock, () => random);
	/** Takes turns that nothing is spaced from, as long as there is room for one; says how many. */
	const fill = (rate = 5) => {
		let taken = 0;
		for (; window.nextTurn(rate) <= clock.now() && taken < 100; taken += 1) window.take(rate);
		return taken;
	};
	/** A request that is answered so many milliseconds later. */
	const answered = (after: number, rate = 5) => {
		const turn = window.take(rate);
		clock.stall(clock.now() + after);
		turn.accepted();
	};
	return { clock, window, fill, answered };
}

describe('the window', () => {
	it.each([
		[5, 5],
		[2.5, 1],
		[1, 1],
		[0.5, 1],
		[40, 40],
	])('has room at once, at %p a second, for %p requests that nobody is spaced from', (rate, room) => {
		const { clock, window, fill } = setUp();
		expect(fill(rate)).toBe(room);
		clock.stall(window.nextTurn(rate));
		expect(fill(rate)).toBe(room);
	});

	it('is a second long and a little more, counted for each turn from when it was taken', () => {
		const { clock, window } = setUp();
		for (const at of [0, 10, 20, 30, 40]) {
			clock.stall(at);
			window.take(5);
		}
		const next = [];
		for (let turn = 0; turn < 6; turn += 1) {
			next.push(window.nextTurn(5));
			clock.stall(window.nextTurn(5));
			window.take(5);
		}
		expect(next).toEqual([1005, 1015, 1025, 1035, 1045, 2010]);
	});

	it.each([
		['came in time', 200, 0, 400],
		['came late by less than half an interval', 290, 0, 400],
		['came later still', 350, 0, 450],
		['nobody had asked for before', 350, 340, 540],
	])('spaces the next from a turn that %s', (_how, at, since, next) => {
		const { clock, window } = setUp();
		window.take(5, 0);
		expect(window.nextTurn(5)).toBe(200);
		clock.stall(at);
		window.take(5, since);
		expect(window.nextTurn(5)).toBe(next);
	});

	it('keeps a rate that is no whole number by intervals alone, after turns that came late, and after spare ones', () => {
		const { clock, window } = setUp();
		window.take(2.5, 0);
		expect(window.nextTurn(2.5)).toBe(400);
		clock.stall(500);
		window.take(2.5, 0);
		expect(window.nextTurn(2.5)).toBe(900);
		clock.stall(1000);
		window.take(2.5);
		expect(window.nextTurn(2.5)).toBe(1400);
	});

	it('makes up for no late turn while some are refused', () => {
		const { clock, window } = setUp();
		window.take(5).refused();
		clock.stall(450);
		window.take(5, 0);
		expect(window.nextTurn(5)).toBe(650);
	});
});

describe('how long a second is taken to be', () => {
	const length = (answers: number[]) => {
		const { clock, window, fill, answered } = setUp();
		for (const after of answers) answered(after);
		clock.stall(clock.now() + 10_000);
		expect(fill()).toBe(5);
		return window.nextTurn(5) - clock.now();
	};
	const times = (count: number, after: number) => Array.from({ length: count }, () => after);

	it.each([
		['one answer, since nobody knows yet how fast one may be', [100], 1105],
		['slow first answers, at most a fifth of a second', [300], 1205],
		['ten answers, a fifth of a second no more, but a fortieth', times(10, 300), 1030],
		['nine answers, still a fifth of a second', times(9, 300), 1205],
		['25 answers that took the same, nothing', times(25, 300), 1005],
		['24 of them, since the first was made up', times(24, 300), 1030],
		['25 answers, by how much the middle one is slower than the fastest', [...times(12, 50), ...times(13, 60)], 1015],
		['25 answers in another order, by the same', [...times(13, 60), ...times(12, 50)], 1015],
		['many answers, by the latest 25 only', [...times(25, 10), ...times(25, 300)], 1005],
	])('is longer after %s', (_what, answers, expected) => {
		expect(length(answers)).toBe(expected);
	});

	it('forgets no turn before the longest second is over', () => {
		const { clock, window, answered } = setUp();
		answered(300);
		clock.stall(10_000);
		window.take(5);
		clock.stall(11_200);
		for (let index = 0; index < 4; index += 1) window.take(5);
		expect(window.nextTurn(5)).toBe(10_000 + 1205);
	});

	it('counts a turn that took longer than usual from when it may have arrived', () => {
		const { clock, window, answered } = setUp();
		for (let index = 0; index < 25; index += 1) answered(10);
		clock.stall(10_000);
		answered(50);
		for (let index = 0; index < 4; index += 1) window.take(5);
		expect(window.nextTurn(5)).toBe(10_000 + 50 - 10 + 1005);
	});
});

describe('a refusal', () => {
	it.each([
		[0, 1005 / 8],
		[0.5, 1005 / 4],
		[1, (1005 / 8) * 3],
	])('keeps the next back for about an interval of what is left, by chance (%p)', (chance, pause) => {
		const { clock, window } = setUp(chance);
		clock.stall(100);
		window.take(5).refused();
		expect(window.nextTurn(5)).toBeCloseTo(100 + pause, 6);
	});

	it('frees its own turn, and takes one a second away', () => {
		const { clock, window, fill } = setUp();
		const turn = window.take(5);
		for (let index = 0; index < 3; index += 1) window.take(5).accepted();
		turn.refused();
		clock.stall(window.nextTurn(5));
		// Three are there, and four fit.
		expect(fill()).toBe(1);
	});

	it('is one once: a turn that left the window takes no other with it', () => {
		const { clock, window, fill } = setUp();
		const old = window.take(5);
		clock.stall(5000);
		window.take(5);
		window.take(5);
		old.refused();
		clock.stall(window.nextTurn(5));
		expect(fill()).toBe(2);
	});

	it('after refusal leaves one turn less, down to one in two seconds', () => {
		const { clock, window, fill } = setUp();
		const rooms = [];
		for (let index = 0; index < 6; index += 1) {
			window.take(5).refused();
			clock.stall(window.nextTurn(5));
			rooms.push(fill());
			// Less than it takes to try one more.
			clock.stall(clock.now() + (index < 3 ? 1005 : 2010));
		}
		expect(rooms.slice(3)).toEqual([1, 1, 1]);
		const now = clock.now();
		window.take(5).refused();
		expect(window.nextTurn(5) - now).toBeGreaterThanOrEqual(2010);
	});

	it.each([
		[0, 375],
		[0.5, 500],
		[1, 625],
	])('is made up for half a second later, by chance (%p)', (chance, recovery) => {
		const room = (after: number) => {
			const { clock, window, fill } = setUp(chance);
			window.take(5);
			window.take(5).refused();
			clock.stall(after);
			return fill();
		};
		expect([room(recovery - 1), room(recovery)]).toEqual([3, 4]);
	});

	it.each([
		[1, 500],
		[2, 1000],
		[3, 2000],
		[4, 4000],
		[5, 6000],
		[9, 6000],
	])('that is the %i. of a row is made up for after %i ms', (count, recovery) => {
		const room = (after: number) => {
			const { clock, window, fill } = setUp();
			// Of a rate where all of them leave whole turns.
			for (let index = 0; index < count; index += 1) window.take(20).refused();
			clock.stall(after);
			return fill(20);
		};
		const after = 20 - count;
		expect([room(recovery - 1), room(recovery)]).toEqual([after, count === 1 ? 20 : after + 1]);
	});

	it('is followed by one more turn after the other, until the rate is reached', () => {
		const { clock, window, fill } = setUp();
		for (let index = 0; index < 3; index += 1) window.take(5).refused();
		const rooms = [1999, 3999, 5999, 7999, 60_000].map((at) => {
			clock.stall(at);
			return fill();
		});
		expect(rooms).toEqual([2, 3, 4, 5, 5]);
	});

	it('is over once the rate is reached: a turn that comes late makes those after it no later again', () => {
		const { clock, window } = setUp();
		window.take(5).refused();
		for (const [at, next] of [
			[499, 699],
			[900, 1000],
		] as const) {
			clock.stall(at);
			window.nextTurn(5);
			window.take(5, 0);
			expect(window.nextTurn(5)).toBe(next);
		}
	});

	it('catches up with all the turns that a busy process did not try', () => {
		const { clock, window, fill } = setUp();
		for (let index = 0; index < 3; index += 1) window.take(5).refused();
		clock.stall(4000);
		expect(fill()).toBe(4);
	});

	it('is forgotten once one more turn has gone well for a second and a half', () => {
		const recovered = (answeredAt: number) => {
			const { clock, window, fill } = setUp();
			for (let index = 0; index < 4; index += 1) window.take(8).refused();
			// One more is tried after four seconds.
			clock.stall(4000);
			window.nextTurn(8);
			const turn = window.take(8);
			clock.stall(answeredAt);
			turn.accepted();
			clock.stall(answeredAt + 1500);
			return { clock, window, fill };
		};
		// From four, five are tried; then six a second and a half after it went well.
		expect(recovered(5500).fill(8)).toBe(6);
		expect(recovered(5499).fill(8)).toBe(5);
		// The next refusal is made up for as quickly as the first.
		const { clock, window, fill } = recovered(5500);
		window.take(8).refused();
		clock.stall(clock.now() + 1250);
		expect(fill(8)).toBeGreaterThanOrEqual(6);
	});

	it('counts by the fastest of those who share the window', () => {
		const { clock, window, fill } = setUp();
		window.take(8);
		window.take(2).refused();
		clock.stall(400);
		expect(fill(8)).toBe(6);
	});
});

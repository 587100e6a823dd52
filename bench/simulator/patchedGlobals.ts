import type { Draw } from './draw';
import { PLATFORM_EPOCH } from './detail';

/** What the code may ask the machine for: it gets what the seed decides. */
interface Machine {
	draw: Draw;
	/** Milliseconds from the beginning. */
	now: () => number;
	/** How far the wall clock is off, in milliseconds. */
	clockIsOff: number;
}

let machine: Machine | undefined;

const RealDate = Date;

/** Until a simulation begins, as ever. */
const wallClock = () => (machine ? PLATFORM_EPOCH + machine.now() + machine.clockIsOff : RealDate.now());

class SimulatedDate extends RealDate {
	constructor(...given: [] | [value: number | string]) {
		super(given[0] ?? wallClock());
	}

	static override now = wallClock;
}

const realRandom = Math.random;

/** Puts the simulation's time and chance in place of this thread's own. */
export function patchGlobals(): void {
	Math.random = () => machine?.draw.random() ?? realRandom();
	globalThis.Date = SimulatedDate as DateConstructor;
	const forbidden = () => {
		throw new Error('The simulated code used real time');
	};
	Object.assign(globalThis, { setTimeout: forbidden, setInterval: forbidden });
	performance.now = forbidden;
}

/** From here on the code sees this machine. */
export function useMachine(used: Machine): void {
	machine = used;
}

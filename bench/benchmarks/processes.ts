import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** The kernel counts processor time in hundredths of a second (USER_HZ, the same on every Linux). */
const TICKS_PER_SECOND = 100;

/** What a process group has used, as Linux counts it. */
interface Usage {
	/** Processor seconds, in user and kernel mode together. */
	cpu: number;
	/** The most memory that was resident at a time, in MiB, added up over the group's processes. */
	peakMemory: number;
}

/**
 * Processor time and peak memory of a process group: n8n and its task runner.
 *
 * @param leader id of the process that leads the group
 */
export function usageOf(leader: number): Usage {
	const usage = { cpu: 0, peakMemory: 0 };
	for (const pid of groupOf(leader)) {
		const fields = statOf(pid);
		usage.cpu += (Number(fields?.[11]) + Number(fields?.[12])) / TICKS_PER_SECOND || 0;
		usage.peakMemory += peakOf(pid);
	}
	return usage;
}

/** Forgets the group's peak of memory, so that the next one read is of what follows. */
export function forgetPeak(leader: number): void {
	for (const pid of groupOf(leader)) writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function groupOf(leader: number): number[] {
	const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
	return pids.filter((pid) => Number(statOf(pid)?.[2]) === leader);
}

/** The fields of a process's state from the third on, or nothing when it has ended. */
function statOf(pid: number): string[] | undefined {
	const text = read(`/proc/${pid}/stat`);
	// The second field is the program's name in brackets, and may hold anything.
	return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function peakOf(pid: number): number {
	const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
	return Number(kibibytes ?? 0) / 1024;
}

function read(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}

import type { ChildProcess } from 'node:child_process';

/** Sends a signal to a process that leads a group and to all that it has started, unless it has ended. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	try {
		if (process.platform === 'win32') child.kill(signal);
		else process.kill(-child.pid, signal);
	} catch {
		// It ended between the check and the signal.
	}
}

/** Kills what an ended process has left running in its group. */
export function killRest({ pid }: ChildProcess): void {
	if (pid === undefined || process.platform === 'win32') return;
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// Nothing is left, as it should be.
	}
}

import { runInThisContext } from 'node:vm';

/** This process. The `process` that jest gives its tests is a copy, whose listeners never hear of an end or a signal. */
export const realProcess = runInThisContext('process') as NodeJS.Process;

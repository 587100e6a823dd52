import type { Failure } from '../shared/failure';
import type { Operation as SharedOperation } from '../shared/operation';
import { failureOf } from './response';
import type { DaxPayCredential } from './credential';

/** What an operation of DaxPay does, apart from its fields in the panel. */
export type Operation = SharedOperation<DaxPayCredential>;

/** A failure of checks, with everything that is wrong in one line. */
export function badInput(problems: string[], details: Failure['details'] = {}): { failure: Failure } {
	return { failure: failureOf('input', details, problems.join(' ')) };
}

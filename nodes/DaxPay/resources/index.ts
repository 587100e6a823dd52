import type { Operation } from '../operation';
import { operations as payment } from './payment';
import { operations as refund } from './refund';
import { operations as transfer } from './transfer';

/** Every operation, by the values of the parameters `resource` and `operation`. */
export const OPERATIONS: Record<string, Record<string, Operation>> = { payment, refund, transfer };

/**
 * The operation that a node's parameters name.
 *
 * @throws when there is none, which only a workflow edited by hand can cause
 */
export function operationOf(resource: string, operation: string): Operation {
	const found = OPERATIONS[resource]?.[operation];
	if (!found) throw new Error(`DaxPay has no operation "${operation}" for "${resource}".`);
	return found;
}

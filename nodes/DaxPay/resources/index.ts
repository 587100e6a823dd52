import type { Operation } from '../operation';
import { operations as payment } from './payment';
import { operations as refund } from './refund';
import { operations as transfer } from './transfer';

/** Every operation, by the values of the parameters `resource` and `operation`. */
export const OPERATIONS: Record<string, Record<string, Operation>> = { payment, refund, transfer };

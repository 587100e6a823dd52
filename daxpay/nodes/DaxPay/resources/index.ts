import type { Operation } from '../operation';
import { operations as payment } from './payment/index';
import { operations as refund } from './refund/index';
import { operations as transfer } from './transfer/index';

/** Every operation, by the values of the parameters `resource` and `operation`. */
export const OPERATIONS: Record<string, Record<string, Operation>> = { payment, refund, transfer };

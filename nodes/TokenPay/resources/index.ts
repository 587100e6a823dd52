import type { Operation } from '../operation';
import { operations as balance } from './balance';
import { operations as currency } from './currency';
import { operations as order } from './order';
import { operations as payout } from './payout';
import { operations as wallet } from './wallet';

/** Every operation, by the values of the parameters `resource` and `operation`. */
export const OPERATIONS: Record<string, Record<string, Operation>> = { balance, currency, order, payout, wallet };

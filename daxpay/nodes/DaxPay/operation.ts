import type { Operation as SharedOperation } from '../../../core/run/operation';
import type { DaxPayCredential } from './credential';

/** What an operation of DaxPay does, apart from its fields in the panel. */
export type Operation = SharedOperation<DaxPayCredential>;

import type { Operation as SharedOperation } from '../../core/run/operation';
import type { TokenPayCredential } from './credential';

/** What an operation of TokenPay does, apart from its fields in the panel. */
export type Operation<Facts = unknown> = SharedOperation<TokenPayCredential, Facts>;

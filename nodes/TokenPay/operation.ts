import type { CheckContext as SharedContext, Operation as SharedOperation } from '../../core/run/operation';
import type { TokenPayCredential } from './credential';

/** What an operation of TokenPay does, apart from its fields in the panel. */
export type Operation<Facts = unknown, Plan = unknown> = SharedOperation<TokenPayCredential, Facts, Plan>;

/** What the checks of an operation of TokenPay work with. */
export type CheckContext<Facts = unknown> = SharedContext<TokenPayCredential, Facts>;

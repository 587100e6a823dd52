import { textOf } from '../../core/values/text';
import type { TokenPayCredential } from './credential';
import { chainOf } from './names';

/** Where a chain's explorer shows a transaction, and how it writes the transaction's number. */
const EXPLORERS: Readonly<Record<string, { address: string; prefix: string }>> = {
	TRON: { address: 'https://tronscan.org/#/transaction/', prefix: '' },
	ETHEREUM: { address: 'https://etherscan.io/tx/', prefix: '0x' },
	BSC: { address: 'https://bscscan.com/tx/', prefix: '0x' },
};

/**
 * The page of a transaction in its chain's explorer.
 *
 * @param environment only transactions of the platform itself are on a chain, those of a sandbox are not
 * @returns `undefined` without a transaction, for a number that none can have, and for chains without a known explorer
 */
export function explorerUrl(
	{ chain, tx_id: transaction }: Record<string, unknown>,
	environment: TokenPayCredential['environment'],
): string | undefined {
	const explorer = environment === 'custom' ? undefined : EXPLORERS[chainOf(textOf(chain))];
	const [, number] = /^(?:0x)?([0-9a-f]{64})$/i.exec(textOf(transaction)) ?? [];
	return explorer && number && `${explorer.address}${explorer.prefix}${number}`;
}

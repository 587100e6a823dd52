import { checkCode } from '../../../shared/fieldChecks';
import { sendIdempotent, asList, noData } from '../../client';
import { withWalletTimes } from '../../present';
import { type Operation, badInput } from '../../operation';
import { walletFields } from './fields';

export const PATH = '/v1/wallet/query';

export const fields = walletFields('get', [], 'query');

export const operation: Operation = {
	allOrNone: false,
	check({ wallet_address }) {
		const address = checkCode('Wallet Address', wallet_address);
		if ('problem' in address) return badInput([address.problem]);
		return {
			async send(ports) {
				const fields = { wallet_address: address.text };
				const answer = await sendIdempotent(ports, { method: 'GET', path: PATH, fields });
				if ('failure' in answer) return answer;
				const wallets = asList(answer.data);
				if (wallets.length === 0) return noData('a wallet', answer.requestId);
				return { list: wallets.map((wallet) => ({ ...withWalletTimes(wallet), ...answer.requestId })) };
			},
		};
	},
};

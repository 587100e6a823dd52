import { checkCode } from '../../../../core/values/fieldChecks';
import { sendIdempotent, asList, noData } from '../../client';
import { withWalletTimes } from '../../present';
import type { Operation } from '../../operation';
import { walletFields } from './fields';

export const fields = walletFields('get', [], 'query');

export const operation: Operation = {
	movesMoney: false,
	check({ walletAddress }, { routes }) {
		const address = checkCode('Wallet Address', walletAddress);
		if ('problem' in address) return { problems: [address.problem] };
		const request = routes('wallet', 'get')({ walletAddress: address.text });
		return {
			async send(client) {
				const response = await sendIdempotent(client, request);
				if ('failure' in response) return response;
				const wallets = asList(response.data);
				if (wallets.length === 0) return noData('a wallet', response.requestId);
				return { list: wallets.map((wallet) => ({ ...withWalletTimes(wallet), ...response.requestId })) };
			},
		};
	},
};

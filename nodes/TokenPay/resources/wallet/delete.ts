import { checkCode, combine } from '../../../../core/values/fieldChecks';
import { sendIdempotent } from '../../client';
import type { Operation } from '../../operation';
import { walletFields } from './fields';

export const fields = walletFields('delete', ['chain']);

export const operation: Operation = {
	movesMoney: false,
	check({ walletAddress, chain }, { routes }) {
		const checked = combine({
			walletAddress: checkCode('Wallet Address', walletAddress),
			chain: checkCode('Chain', chain),
		});
		if ('problems' in checked) return checked;
		const request = routes('wallet', 'delete')(checked.values);
		return {
			async send(client) {
				const response = await sendIdempotent(client, request);
				if ('failure' in response) return response;
				return { json: { deleted: true, wallet_address: checked.values.walletAddress } };
			},
		};
	},
};

import { checkCode, combine } from '../../../shared/fieldChecks';
import { sendIdempotent } from '../../client';
import { type Operation, badInput } from '../../operation';
import { walletFields } from './fields';

export const PATH = '/v1/wallet/delete';

export const fields = walletFields('delete', ['chain']);

export const operation: Operation = {
	allOrNone: false,
	check({ wallet_address, chain }) {
		const checked = combine({
			wallet_address: checkCode('Wallet Address', wallet_address),
			chain: checkCode('Chain', chain),
		});
		if ('problems' in checked) return badInput(checked.problems);
		return {
			async send(ports) {
				const answer = await sendIdempotent(ports, { path: PATH, fields: checked.values });
				if ('failure' in answer) return answer;
				const { wallet_address } = checked.values;
				return { json: { deleted: true, wallet_address, ...answer.requestId } };
			},
		};
	},
};

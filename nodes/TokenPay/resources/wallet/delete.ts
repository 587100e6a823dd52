import { checkName, takeAll } from '../../../shared/fieldChecks';
import { callHarmlessly } from '../../call';
import { type Operation, badInput } from '../../operation';
import { walletFields } from './fields';

export const PATH = '/v1/wallet/delete';

export const fields = walletFields('delete', ['chain']);

export const operation: Operation = {
	allOrNone: false,
	check({ wallet_address, chain }) {
		const checked = takeAll({
			wallet_address: checkName('Wallet Address', wallet_address),
			chain: checkName('Chain', chain),
		});
		if ('problems' in checked) return badInput(checked.problems);
		return {
			async send(ports) {
				const answer = await callHarmlessly(ports, { path: PATH, fields: checked.values });
				if ('failure' in answer) return answer;
				const { wallet_address } = checked.values;
				return { json: { deleted: true, wallet_address, ...answer.requestId } };
			},
		};
	},
};

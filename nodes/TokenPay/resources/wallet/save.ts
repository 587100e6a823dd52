import { isObject } from '../../../../core/values/exactJson';
import { checkCode, checkOptional, combine } from '../../../../core/values/fieldChecks';
import { addressIssue } from '../../address';
import { sendIdempotent } from '../../client';
import { withWalletTimes } from '../../present';
import type { Operation } from '../../operation';

/** Creating and changing a wallet take the same fields and return the same. */
export function saveOperation(operation: 'create' | 'update'): Operation {
	return {
		movesMoney: false,
		check({ walletAddress, chain, name }, { routes }) {
			const checked = combine({
				walletAddress: checkCode('Wallet Address', walletAddress),
				chain: checkCode('Chain', chain),
			});
			if ('problems' in checked) return checked;
			const wrong = addressIssue(checked.values.chain, checked.values.walletAddress, 'Wallet Address');
			if (wrong) return { problems: [wrong] };
			const { texts, problems } = checkOptional({ name }, { name: 'Name' });
			if (problems.length > 0) return { problems };
			const request = routes('wallet', operation)({ ...checked.values, ...texts });
			return {
				async send(client) {
					const response = await sendIdempotent(client, request);
					if ('failure' in response) return response;
					const wallet = isObject(response.data) ? withWalletTimes(response.data) : request.fields;
					return { json: { ...wallet, ...response.requestId } };
				},
			};
		},
	};
}

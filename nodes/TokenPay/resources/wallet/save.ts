import { isObject } from '../../../shared/exactJson';
import { checkCode, checkOptional, combine } from '../../../shared/fieldChecks';
import { addressIssue } from '../../address';
import { sendIdempotent } from '../../client';
import { withWalletTimes } from '../../present';
import { type Operation, badInput } from '../../operation';

/** Creating and changing a wallet take the same fields and answer the same. */
export function saveOperation(path: string): Operation {
	return {
		allOrNone: false,
		check({ wallet_address, chain, name }) {
			const checked = combine({
				wallet_address: checkCode('Wallet Address', wallet_address),
				chain: checkCode('Chain', chain),
			});
			if ('problems' in checked) return badInput(checked.problems);
			const wrong = addressIssue(checked.values.chain, checked.values.wallet_address, 'Wallet Address');
			if (wrong) return badInput([wrong]);
			const { texts, problems } = checkOptional({ name }, { name: 'Name' });
			if (problems.length > 0) return badInput(problems);
			const fields = { ...checked.values, ...texts };
			return {
				async send(ports) {
					const answer = await sendIdempotent(ports, { path, fields });
					if ('failure' in answer) return answer;
					const wallet = isObject(answer.data) ? withWalletTimes(answer.data) : fields;
					return { json: { ...wallet, ...answer.requestId } };
				},
			};
		},
	};
}

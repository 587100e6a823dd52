import { type Contract, breaks } from '../core/tools/contract/contract';
import { currentContract } from '../core/tools/contract/savedFolders';
import { testSavedWorkflows } from '../core/tools/testing/savedWorkflows';
import { tokenPay } from '../tools/tokenpay/savedPlatform';

testSavedWorkflows(tokenPay);

describe('a change that breaks saved workflows is caught:', () => {
	const contract = currentContract(tokenPay);
	const situation = 'resource=payout operation=create mappingMode=defineBelow';

	/** What a contract that was altered breaks. */
	function broken(alter: (altered: Contract) => void): string[] {
		const altered = structuredClone(contract);
		alter(altered);
		return breaks(contract, altered);
	}

	const payout = ({ nodes }: Contract) => nodes.tokenPay!.versions['1']![situation]!;

	test.each<[string, (altered: Contract) => void, string]>([
		['a node that is gone', ({ nodes }) => delete nodes.tokenPayTrigger, 'node tokenPayTrigger is gone'],
		['a node version that is gone', ({ nodes }) => delete nodes.tokenPay!.versions['1'], 'tokenPay 1 is gone'],
		[
			'an operation that is gone',
			({ nodes }) => delete nodes.tokenPay!.versions['1']![situation],
			`tokenPay 1: ${situation} is gone`,
		],
		['a parameter that was renamed', (altered) => delete payout(altered).amount, `${situation} amount is gone`],
		[
			'the default of a parameter that nobody stored',
			(altered) => (payout(altered).simplify!.default = false),
			`${situation} simplify has default false in place of true`,
		],
		[
			'the default of an option in a collection',
			(altered) => (payout(altered).options!.fields!.lookUpFirst!.default = true),
			`${situation} options lookUpFirst has default true in place of false`,
		],
		[
			'another type',
			(altered) => (payout(altered).amount!.type = 'number'),
			`${situation} amount has type number in place of string`,
		],
		[
			'a value that cannot be chosen any more',
			({ nodes }) => nodes.tokenPayTrigger!.versions['1']!['']!.events!.values!.pop(),
			'tokenPayTrigger 1: events cannot be payout.success any more',
		],
		[
			'a mode of a resource locator that is gone',
			(altered) => payout(altered).chain!.values!.pop(),
			`${situation} chain cannot be name any more`,
		],
		[
			"the path of a trigger's address",
			({ nodes }) => (nodes.tokenPayTrigger!.webhooks = ['POST hook']),
			'tokenPayTrigger: webhook POST webhook is gone',
		],
		[
			"a credential's field",
			({ credentials }) => delete credentials.tokenPayApi!['environment=custom']!.appSecret,
			'tokenPayApi: environment=custom appSecret is gone',
		],
	])('%s', (_what, alter, words) => {
		expect(broken(alter).join('\n')).toContain(words);
	});

	test('what is new breaks nothing', () => {
		expect(
			broken((altered) => {
				payout(altered).memo = { type: 'string', default: '' };
				altered.nodes.tokenPay!.versions['1']!['resource=payout operation=cancel'] = {};
				altered.nodes.tokenPay!.versions['2'] = {};
				altered.nodes.tokenPayTrigger!.versions['1']!['']!.events!.values!.push('wallet.success');
				altered.credentials.other = {};
			}),
		).toEqual([]);
	});
});

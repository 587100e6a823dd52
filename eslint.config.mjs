import communityNodes from '@n8n/eslint-plugin-community-nodes';
import n8nBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

// Four rules of the older plugin contradict the newer one, which n8n itself follows.
const CONTRADICTED = {
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
	'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
	'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
	'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
};

/** n8n's rules for community nodes; its scan of published packages applies the same. */
export const COMMUNITY_NODES = communityNodes.configs.recommended;

/** Rules of the older plugin, which read TypeScript and package.json only. */
export const OLDER_RULES = [
	{ plugins: { 'n8n-nodes-base': n8nBase } },
	{ files: ['**/nodes/**/*.ts'], rules: { ...n8nBase.configs.nodes.rules, ...CONTRADICTED } },
	{ files: ['**/credentials/**/*.ts'], rules: { ...n8nBase.configs.credentials.rules, ...CONTRADICTED } },
	{ files: ['package.json', 'daxpay/package.json'], rules: n8nBase.configs.community.rules },
	{
		files: ['**/*.{ts,json}'],
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
	},
];

const TYPESCRIPT = ['**/*.{ts,mts}'];
const TESTS = ['**/test/**/*.ts', 'core/tools/testing/*.ts'];

/** Forbids imports whose path matches, in some files. */
const without = (files, regex, message) => ({
	files,
	rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] },
});

const NO_PLATFORM = 'What both packages need knows neither platform.';
const APART = 'TokenPay and DaxPay share nothing but core/.';

/**
 * The ground floor is core/; on it stand two houses, TokenPay's at the top of the repository and daxpay/. Above both,
 * demo/ shows them in one n8n; nobody imports it.
 */
const HOUSES = [
	without(
		['core/{run,requests,values,notifications,sandbox}/*.ts'],
		'^(\\.\\./){2}|/(sandbox|test|tools)/',
		NO_PLATFORM,
	),
	without(['core/test/*.ts'], '^(\\.\\./){2}', NO_PLATFORM),
	without(['core/tools/*.ts'], '^(\\.\\./){2}', NO_PLATFORM),
	without(['core/tools/*/*.{ts,mts}'], '^(\\.\\./){3}(?!eslint)', NO_PLATFORM),
	without(['{nodes,credentials,sandbox,test,bench,tools}/**/*.ts'], '/(daxpay|demo)/', APART),
	// From each depth of daxpay/, what leads out of it and not into core/.
	...[1, 2, 3, 4, 5].map((depth) =>
		without([`daxpay/${'*/'.repeat(depth)}*.ts`], `^(\\.\\./){${depth + 1}}(?!core/)`, APART),
	),
	without(['demo/**/*.ts'], '/(test|bench)/', 'Tests and benches belong to one package each.'),
];

export default tseslint.config(
	{ ignores: ['**/dist/', 'node_modules/', 'coverage/', '.demo/'] },
	{
		linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
	},
	...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: TYPESCRIPT, ignores: TESTS })),
	...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: TESTS })),
	{
		files: TYPESCRIPT,
		languageOptions: {
			parserOptions: { project: 'core/tools/tsconfig.json', tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			// A number in a text reads as what it is.
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			// Handlers end with `return answer(…)`.
			'@typescript-eslint/no-confusing-void-expression': 'off',
			// Where a promise is wanted, `async` makes a rejection of what is thrown.
			'@typescript-eslint/require-await': 'off',
		},
	},
	{
		files: TESTS,
		rules: {
			// Jest's matchers and what a test parses are `any`; a wrong guess fails the test.
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			'@typescript-eslint/no-base-to-string': 'off',
			// Methods are compared here, not called.
			'@typescript-eslint/unbound-method': 'off',
		},
	},
	{
		files: [
			'**/{nodes,credentials}/**/*.ts',
			'core/{run,requests,values,notifications}/*.ts',
			'package.json',
			'daxpay/package.json',
		],
		...COMMUNITY_NODES,
	},
	...HOUSES,
	...OLDER_RULES,
);

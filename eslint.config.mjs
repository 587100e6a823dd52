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

export default tseslint.config(
	{ ignores: ['dist/', 'node_modules/', 'coverage/', '.demo/'] },
	{
		linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
	},
	...tseslint.configs.recommended.map((config) => ({ ...config, files: ['**/*.ts'] })),
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts', 'package.json'],
		...communityNodes.configs.recommended,
	},
	{
		files: ['nodes/**/*.ts'],
		plugins: { 'n8n-nodes-base': n8nBase },
		rules: { ...n8nBase.configs.nodes.rules, ...CONTRADICTED },
	},
	{
		files: ['credentials/**/*.ts'],
		plugins: { 'n8n-nodes-base': n8nBase },
		rules: { ...n8nBase.configs.credentials.rules, ...CONTRADICTED },
	},
	{
		files: ['package.json'],
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
		plugins: { 'n8n-nodes-base': n8nBase },
		rules: { ...n8nBase.configs.community.rules, '@typescript-eslint/no-unused-expressions': 'off' },
	},
);

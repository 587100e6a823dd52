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
	{ files: ['nodes/**/*.ts'], rules: { ...n8nBase.configs.nodes.rules, ...CONTRADICTED } },
	{ files: ['credentials/**/*.ts'], rules: { ...n8nBase.configs.credentials.rules, ...CONTRADICTED } },
	{ files: ['package.json'], rules: n8nBase.configs.community.rules },
	{
		files: ['**/*.{ts,json}'],
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
	},
];

export default tseslint.config(
	{ ignores: ['dist/', 'node_modules/', 'coverage/', '.demo/'] },
	{
		linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
	},
	...tseslint.configs.recommended.map((config) => ({ ...config, files: ['**/*.{ts,mts}'] })),
	{ files: ['nodes/**/*.ts', 'credentials/**/*.ts', 'package.json'], ...COMMUNITY_NODES },
	...OLDER_RULES,
);

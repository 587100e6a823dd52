const shared = {
	testEnvironment: 'node',
	// Types are checked by `npm run lint`; here each file is only transpiled.
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tools/tsconfig.json', diagnostics: false }] },
};

module.exports = {
	projects: [
		{
			...shared,
			displayName: 'package',
			testMatch: ['<rootDir>/test/**/*.test.ts'],
			testPathIgnorePatterns: [
				'/node_modules/',
				'<rootDir>/test/n8n/',
				'<rootDir>/test/browser/',
				'<rootDir>/test/queue/',
			],
		},
		{ ...shared, displayName: 'n8n', testMatch: ['<rootDir>/test/n8n/**/*.test.ts'] },
		{ ...shared, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.test.ts'] },
		{ ...shared, displayName: 'queue', testMatch: ['<rootDir>/test/queue/**/*.test.ts'] },
	],
};

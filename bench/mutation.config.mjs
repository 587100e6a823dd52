// Mutation testing of what decides about money and belief: `npm run test:mutation`, hours with two cores;
// `npm run test:mutation -- --mutate nodes/TokenPay/payOnce.ts` takes one file, minutes. docs/mutations.md is a full run.
const decides = {
	'nodes/TokenPay': [
		'address',
		'balance',
		'checkList',
		'close',
		'comparePayout',
		'confirm',
		'createOrder',
		'judgePayout',
		'limit',
		'notification',
		'payOnce',
		'payoutPlan',
		'payoutRequest',
		'payoutState',
		'recipients',
		'response',
		'samePayee',
		'signing',
		'totals',
		'waitUntilLanded',
	],
	'daxpay/nodes/DaxPay': [
		'close',
		'money',
		'movement',
		'notification',
		'payOnce',
		'pem',
		'refusals',
		'response',
		'signing',
		'time',
		'unambiguous',
		'verification',
	],
	'core/values': ['amount', 'constantTime', 'decimal', 'exactJson', 'fieldChecks'],
	'core/requests': [
		'adaptiveWindow',
		'apiClient',
		'deadline',
		'rateLimiter',
		'response',
		'retry',
		'spareTurns',
		'transmit',
	],
	'core/run': ['checkItems', 'execute', 'lookUp', 'outcome', 'repeatedNumbers', 'run', 'stopOnFailure'],
	'core/notifications': ['seenIds', 'storedData', 'webhook'],
};

export default {
	testRunner: 'jest',
	plugins: ['@stryker-mutator/jest-runner'],
	coverageAnalysis: 'perTest',
	mutate: Object.entries(decides).flatMap(([folder, names]) => names.map((name) => `${folder}/${name}.ts`)),
	ignorePatterns: ['dist', 'daxpay/dist', '.github/*.png', 'examples', 'daxpay/examples'],
	jest: {
		config: {
			// The sources too: jest follows imports only inside its roots, and would run no test of what is imported in turn.
			roots: ['test', 'core', 'daxpay', 'demo', 'nodes', 'credentials', 'tools', 'sandbox', 'bench'].map(
				(folder) => `./${folder}`,
			),
			// Those that read the sources as text, or pack them, would judge the mutations' own code.
			testPathIgnorePatterns: [
				'/node_modules/',
				'/test/(n8n|browser|queue)/',
				'/test/(documents|package|readme|saved|texts|workflows|sandbox|realTime)\\.test\\.ts$',
			],
		},
	},
	tempDirName: '.mutations',
	incremental: true,
	incrementalFile: '.mutations/known.json',
	reporters: ['clear-text', 'progress-append-only', 'json'],
	jsonReporter: { fileName: '.mutations/report.json' },
	thresholds: { high: 95, low: 90, break: 90 },
	// A busy machine is no endless loop.
	timeoutMS: 20_000,
	timeoutFactor: 4,
};

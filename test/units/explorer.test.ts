import { explorerUrl } from '../../nodes/TokenPay/explorer';

const HEX = 'ab'.repeat(32);

describe("a transaction's page in its chain's explorer", () => {
	it.each([
		['TRON', HEX, `https://tronscan.org/#/transaction/${HEX}`],
		['TRON', `0x${HEX}`, `https://tronscan.org/#/transaction/${HEX}`],
		['TRC20', HEX, `https://tronscan.org/#/transaction/${HEX}`],
		['ETHEREUM', `0x${HEX}`, `https://etherscan.io/tx/0x${HEX}`],
		['eth', HEX, `https://etherscan.io/tx/0x${HEX}`],
		['BSC', `0x${HEX.toUpperCase()}`, `https://bscscan.com/tx/0x${HEX.toUpperCase()}`],
	])('on %s of %s is %s', (chain, transaction, page) => {
		for (const environment of ['tokenPay', 'ttPay'] as const) {
			expect(explorerUrl({ chain, tx_id: transaction }, environment)).toBe(page);
		}
		expect(explorerUrl({ chain, tx_id: transaction }, 'custom')).toBeUndefined();
	});

	it.each([
		['nothing', { chain: 'TRON' }],
		['no transaction yet', { chain: 'TRON', tx_id: '' }],
		['a transaction that none can be', { chain: 'TRON', tx_id: `${HEX}/../../x` }],
		['too few digits', { chain: 'TRON', tx_id: HEX.slice(1) }],
		['something else than text', { chain: 'TRON', tx_id: { toString: () => HEX } }],
		['another chain', { chain: 'POLYGON', tx_id: HEX }],
		['a name that every object has', { chain: 'constructor', tx_id: HEX }],
	])('is none for %s', (_what, detail) => {
		expect(explorerUrl(detail, 'tokenPay')).toBeUndefined();
	});
});

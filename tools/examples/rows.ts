import { randomAddress } from '../../sandbox/addresses';
import { randomHex, sign } from '../../sandbox/signing';
import type { TokenPayAccount } from './install';

/** One line of payouts.csv, as text. */
export interface PayoutRow {
	out_trade_no: string;
	to_address: string;
	/** Whole coins, such as "15.5". */
	amount: string;
	currency: string;
	chain: string;
}

/** One line of results.csv. */
export interface ResultRow extends PayoutRow {
	result: string;
	transaction_id: string;
	error: string;
	advice: string;
}

export const COLUMNS = ['out_trade_no', 'to_address', 'amount', 'currency', 'chain'] as const;

/** The row of {@link makeRows} whose address is mistyped. */
export const BAD_ADDRESS = 'row-5';
/** The row of {@link makeRows} whose number {@link useUpNumber} has given to another payout. */
export const USED_NUMBER = 'row-9';

/** Twelve payouts to fresh TRON addresses, one of them mistyped. */
export function makeRows(): PayoutRow[] {
	const amounts = ['15.5', '20', '0.25', '100', '7.75', '12.000001', '3', '48.9', '31', '1.1', '250', '64.4'];
	return amounts.map((amount, index) => {
		const row = {
			out_trade_no: `row-${index + 1}`,
			to_address: randomAddress('TRON'),
			amount,
			currency: 'USDT',
			chain: 'TRON',
		};
		return row.out_trade_no === BAD_ADDRESS ? { ...row, to_address: mistype(row.to_address) } : row;
	});
}

/** Makes a payout of another amount under a row's number, so that the row finds its number taken. */
export async function useUpNumber(account: TokenPayAccount, row: PayoutRow): Promise<void> {
	await callTokenPay(account, '/v1/payanother/payment', {
		...row,
		to_address: randomAddress(row.chain),
		amount: '999',
	});
}

/**
 * One signed call to a TokenPay that the caller trusts, for preparing a scene.
 *
 * @returns the answer's `data`
 * @throws Error when the answer's code is not 0
 */
export async function callTokenPay(
	{ baseUrl, appId, mchId, appSecret }: TokenPayAccount,
	at: string,
	fields: object,
): Promise<unknown> {
	const body = JSON.stringify({ app_id: appId, mch_id: mchId, ...fields });
	const timestamp = Date.now();
	const nonce = randomHex(16);
	const signature = sign(`${at}\n${timestamp}\n${nonce}\n${body}`, appSecret);
	const answer = await fetch(`${baseUrl}${at}`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			authorization: `TTPAY-AES-256-ECB app_id=${appId},mch_id=${mchId},nonce_str=${nonce},timestamp=${timestamp},signature=${signature}`,
		},
		body,
	});
	const { code, msg, data } = (await answer.json()) as { code: number; msg: string; data?: unknown };
	if (code !== 0) throw new Error(`${at} was refused with code ${code}: ${msg}`);
	return data;
}

export function toCsv(rows: PayoutRow[]): string {
	return [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((column) => row[column]).join(','))].join('\n') + '\n';
}

/** Reads CSV with a header line; values may be quoted, with doubled quotes and line breaks inside. */
export function parseCsv<Row = Record<string, string>>(text: string): Row[] {
	const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
	const lines: string[][] = [];
	const cells: string[] = [];
	let cell = '';
	let quoted = false;
	for (let at = 0; at < source.length; at += 1) {
		const character = source[at] ?? '';
		if (quoted && character === '"' && source[at + 1] === '"') {
			cell += '"';
			at += 1;
		} else if (character === '"') {
			quoted = !quoted;
		} else if (quoted || (character !== ',' && character !== '\n')) {
			cell += character;
		} else {
			cells.push(cell);
			cell = '';
			if (character === '\n') lines.push(cells.splice(0));
		}
	}
	if (cell !== '' || cells.length > 0) lines.push([...cells, cell]);
	const [header = [], ...rows] = lines;
	return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])) as Row);
}

/** Swaps two unlike neighbours, as a person does; the checksum no longer fits. */
function mistype(address: string): string {
	for (let at = 10; at < address.length - 1; at += 1) {
		if (address[at] !== address[at + 1])
			return `${address.slice(0, at)}${address[at + 1]}${address[at]}${address.slice(at + 2)}`;
	}
	throw new Error(`${address} has no two unlike neighbours`);
}

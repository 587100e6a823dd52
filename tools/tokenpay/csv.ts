import { parse } from 'csv-parse/sync';
import { COLUMNS, type PayoutRow } from './payoutRows';

/** Writes payouts as CSV with a header line. No value may hold a comma, a quote or a line break. */
export function toCsv(rows: PayoutRow[]): string {
	return [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((column) => row[column]).join(','))].join('\n') + '\n';
}

/** Reads CSV with a header line. */
export function parseCsv<Row = Record<string, string>>(text: string): Row[] {
	return parse(text, { bom: true, columns: true });
}

import type { DaxPaySettings } from './settings';

/** The server's clock as DaxPay writes it. */
export function formatTime(at: number, { apiVersion, timezone }: DaxPaySettings): string {
	return new Date(at).toLocaleString('sv-SE', { timeZone: apiVersion === 'open' ? 'Asia/Shanghai' : timezone });
}

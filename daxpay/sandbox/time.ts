import type { DaxPaySettings } from './settings';

/** Formats a Unix time in milliseconds as DaxPay does, such as 2026-01-31 09:30:00. */
export function formatTime(at: number, { apiVersion, timezone }: DaxPaySettings): string {
	return new Date(at).toLocaleString('sv-SE', { timeZone: apiVersion === 'open' ? 'Asia/Shanghai' : timezone });
}

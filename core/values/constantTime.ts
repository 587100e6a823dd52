import { timingSafeEqual } from 'node:crypto';

/** Compares without telling by the time it takes how much was equal. */
export function equalInConstantTime(a: string, b: string): boolean {
	const x = Buffer.from(a);
	const y = Buffer.from(b);
	return x.length === y.length && timingSafeEqual(x, y);
}

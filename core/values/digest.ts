import { createHash } from 'node:crypto';

/** A short name of a secret that tells two apart and nothing about either: 16 hex digits of its SHA-256. */
export function digestOf(secret: string): string {
	return createHash('sha256').update(secret).digest('hex').slice(0, 16);
}

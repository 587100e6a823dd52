import { shown } from '../../core/values/sentences';
import { addressIssue, canonicalAddress } from './address';

/** Somebody whom the credential allows payouts to. */
export interface Recipient {
	address: string;
	/** Empty where only the address is listed. */
	name: string;
}

/** Everybody whom the credential allows payouts to, or that it allows everybody. */
export interface Recipients {
	/** In the order of the list; `undefined` where it is empty, which allows everybody. */
	listed: Recipient[] | undefined;
	byAddress: Map<string, Recipient>;
	/** Why the list cannot be read, in words. */
	problem?: string;
}

/**
 * Reads the credential's Allowed Recipients.
 *
 * @param text one recipient a line: `Name = address`, or an address alone
 */
export function readRecipients(text: string): Recipients {
	const recipients: Recipients = { listed: undefined, byAddress: new Map() };
	for (const [at, line] of text.split(/\r\n?|\n/).entries()) {
		if (line.trim() === '') continue;
		// A name may hold an equals sign, an address never does.
		const split = line.lastIndexOf('=');
		const recipient = { name: line.slice(0, Math.max(split, 0)).trim(), address: line.slice(split + 1).trim() };
		if (addressIssue(chainLike(recipient.address), recipient.address) !== undefined) {
			const use = 'Write Name = address, or an address with right check digits, one recipient a line.';
			const problem = `'Allowed Recipients' in the credential cannot be read in line ${at + 1}. ${use}`;
			return { ...recipients, problem };
		}
		(recipients.listed ??= []).push(recipient);
		const key = canonicalAddress(recipient.address);
		if (!recipients.byAddress.get(key)?.name) recipients.byAddress.set(key, recipient);
	}
	return recipients;
}

/**
 * Finds a payee among the recipients that the credential allows, as their chain tells addresses apart.
 *
 * @returns the recipient, nothing where everybody is allowed, or why the payee is not, in words
 */
export function recipientOf(address: string, recipients: Recipients): { recipient?: Recipient } | { problem: string } {
	const { listed, byAddress, problem } = recipients;
	if (problem !== undefined) return { problem };
	if (listed === undefined) return {};
	const recipient = byAddress.get(canonicalAddress(address));
	if (recipient) return { recipient };
	const alike = listed.find((one) => ends(one.address) === ends(address));
	const payee = `'To Address' ${shown(address)}`;
	if (!alike) {
		return {
			problem: `${payee} is not among the 'Allowed Recipients' of the credential. Add it there only if it is right.`,
		};
	}
	const take = 'Take the address from the list: somebody may have sent this one to be mistaken for it.';
	return {
		problem: `${payee} only looks like ${shown(alike.name || alike.address)} of the 'Allowed Recipients'. ${take}`,
	};
}

/** A recipient for people: its name and its address. */
export const nameOf = ({ name, address }: Recipient): string => (name === '' ? address : `${name} (${address})`);

/** What people compare of an address; capitals are overlooked as easily as the middle. */
const ends = (address: string) => `${address.slice(0, 4)}…${address.slice(-4)}`.toLowerCase();

/** The chain whose checks an address can be held against before anybody says which chain it is of. */
const chainLike = (address: string): string =>
	/^0x/i.test(address) ? 'ETHEREUM' : /^T.{33}$/.test(address) ? 'TRON' : '';

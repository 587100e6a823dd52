import type { INodeProperties } from 'n8n-workflow';
import { chainField } from '../chainAndCurrency';

/**
 * The fields that name a wallet.
 *
 * @param operation the operation they belong to
 * @param location where its address is sent
 */
export function walletFields(
	operation: string,
	extra: Array<'chain' | 'name'>,
	location: 'body' | 'query' = 'body',
): INodeProperties[] {
	const show = { resource: ['wallet'], operation: [operation] };
	const all: INodeProperties[] = [
		{
			displayName: 'Wallet Address',
			name: 'walletAddress',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
			description: 'Address of the wallet',
			displayOptions: { show },
			routing: { send: { type: location, property: 'wallet_address' } },
		},
	];
	if (extra.includes('chain')) all.push(chainField(show, 'The blockchain of the wallet'));
	if (extra.includes('name')) {
		all.push({
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. Shop till 1',
			description: 'A name of your own for the wallet',
			displayOptions: { show },
			routing: { send: { type: 'body', property: 'name' } },
		});
	}
	return all;
}

import { lookUpFields, lookUpOperation } from '../get';

export const fields = lookUpFields(
	{ resource: ['payout'], operation: ['get'] },
	'payout',
	'as Create payout answers it in transaction_id',
);

export const operation = lookUpOperation('payout');

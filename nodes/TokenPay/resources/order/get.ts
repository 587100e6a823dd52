import { lookUpFields, lookUpOperation } from '../get';

export const fields = lookUpFields(
	{ resource: ['order'], operation: ['get'] },
	'order',
	'as a notification brings it in transaction_id',
);

export const operation = lookUpOperation('order');

import { lookUpFields, lookUpOperation } from '../get';

export const PATH = '/v1/transaction/query';

export const fields = lookUpFields(
	{ resource: ['order'], operation: ['get'] },
	'order',
	'as a notification brings it in transaction_id',
);

export const operation = lookUpOperation(PATH, 'Order Number');

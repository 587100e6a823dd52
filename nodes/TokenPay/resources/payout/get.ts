import { lookUpOperation } from '../get';

export const { fields, operation, names } = lookUpOperation('payout', 'as Create payout answers it in transaction_id', [
	'waitUntilLanded',
]);

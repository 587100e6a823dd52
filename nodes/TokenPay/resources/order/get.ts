import { lookUpOperation } from '../get';

export const { fields, operation } = lookUpOperation('order', 'as a notification brings it in transaction_id');

import { closeOperation } from '../close';

export const { fields, operation } = closeOperation('order', 'transaction_id');

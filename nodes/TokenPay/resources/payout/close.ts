import { closeOperation } from '../close';

export const { fields, operation } = closeOperation('payout', 'payanother_id');

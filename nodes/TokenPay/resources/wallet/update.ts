import { walletFields } from './fields';
import { saveOperation } from './save';

export const fields = walletFields('update', ['chain', 'name']);

export const operation = saveOperation('update');

import { walletFields } from './fields';
import { saveOperation } from './save';

export const fields = walletFields('create', ['chain', 'name']);

export const operation = saveOperation('create');

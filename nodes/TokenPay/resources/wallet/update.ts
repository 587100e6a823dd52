import { walletFields } from './fields';
import { saveOperation } from './save';

export const PATH = '/v1/wallet/update';

export const fields = walletFields('update', ['chain', 'name']);

export const operation = saveOperation(PATH);

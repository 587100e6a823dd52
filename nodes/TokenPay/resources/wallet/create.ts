import { walletFields } from './fields';
import { saveOperation } from './save';

export const PATH = '/v1/wallet/insert';

export const fields = walletFields('create', ['chain', 'name']);

export const operation = saveOperation(PATH);

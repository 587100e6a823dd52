import path from 'node:path';

/** The repository's folder. */
export const PROJECT = path.resolve(__dirname, '..', '..');

/** An n8n package of this repository. */
export interface NodePackage {
	name: string;
	/** Its folder, with package.json in it. */
	folder: string;
}

export const TOKENPAY: NodePackage = { name: 'n8n-nodes-tokenpay', folder: PROJECT };
export const DAXPAY: NodePackage = { name: 'n8n-nodes-daxpay', folder: path.join(PROJECT, 'daxpay') };

/** Every package of this repository. */
export const PACKAGES = [TOKENPAY, DAXPAY];

import path from 'node:path';

export const PACKAGE_NAME = 'n8n-nodes-tokenpay';
/** The repository's folder. */
export const PROJECT = path.resolve(__dirname, '..');

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import type { InstalledN8n } from '../../core/tools/n8n/install';
import { PROJECT } from '../../core/tools/project';

export const DEPLOYMENT = path.join(PROJECT, 'docs', 'queue-mode');

/** As much of a compose file as is looked at here. */
export interface Compose {
	services: Record<
		string,
		{
			environment?: Record<string, string>;
			command?: string | string[];
			image?: string;
			restart?: string;
			healthcheck?: object;
			volumes?: string[];
			[key: string]: unknown;
		}
	>;
	volumes: Record<string, unknown>;
}

/** The compose file, read with n8n's own YAML parser. */
export function readCompose({ dir }: InstalledN8n): Compose {
	const require = createRequire(path.join(dir, 'package.json'));
	const { parse } = require('yaml') as { parse: (text: string, options: object) => Compose };
	return parse(readFileSync(path.join(DEPLOYMENT, 'compose.yaml'), 'utf8'), { merge: true });
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../system/freePort';
import type { InstalledN8n } from './install';

/** What n8n itself needs of the caller's environment. Everything else, its N8N_* and DB_* above all, stays outside. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'ComSpec', 'PATHEXT'];

const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_PYTHON_ENABLED: 'false',
	// Would ask n8n's own servers for a list that nobody needs here.
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
};

/** Asks n8n's own servers too. Older versions do not have this module, and refuse to disable it. */
const ASKING_MODULE = 'mcp-registry';

/** n8n's own command: the server itself, or one of the processes that queue mode puts beside it. */
export type N8nCommand = 'start' | 'worker' | 'webhook';

/** Where a process of n8n's runs and listens. */
export interface N8nPlace {
	n8n: InstalledN8n;
	command: N8nCommand;
	/** n8n's user folder. */
	folder: string;
	/** Where n8n's file nodes may read and write. */
	files: string;
	port: number;
	url: string;
}

/**
 * The environment of a process of n8n's, with nothing of the caller's own n8n in it.
 *
 * @param extra on top of the rest
 */
export async function environmentOf(
	{ n8n, command, folder, files, port, url }: N8nPlace,
	extra: Record<string, string>,
): Promise<Record<string, string>> {
	const inherited = INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
	return {
		...(Object.fromEntries(inherited) as Record<string, string>),
		HOME: folder,
		NODE_ENV: 'production',
		...QUIET,
		...(existsSync(path.join(n8n.dir, 'node_modules', 'n8n', 'dist', 'modules', ASKING_MODULE)) && {
			N8N_DISABLED_MODULES: ASKING_MODULE,
		}),
		N8N_USER_FOLDER: folder,
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		...(command === 'worker' && {
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(port),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		}),
		// Every n8n process opens this port; n8n's own default would collide with another n8n on the machine.
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_EDITOR_BASE_URL: url,
		N8N_WEBHOOK_URL: url,
		N8N_SECURE_COOKIE: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_RESTRICT_FILE_ACCESS_TO: files,
		DB_TYPE: 'sqlite',
		EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
		EXECUTIONS_DATA_SAVE_ON_ERROR: 'all',
		EXECUTIONS_DATA_SAVE_MANUAL_EXECUTIONS: 'true',
		...extra,
	};
}

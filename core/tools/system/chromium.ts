import { existsSync } from 'node:fs';

import { installFromDebian } from './debian';
import type { Log } from './runCommand';

const DEBIANS = '/usr/bin/chromium';
/** Where Debian's package puts the only fonts that have Chinese characters in every weight. */
const CHINESE_FONTS = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';

/** What keeps a browser quiet in a container without a sound card, a graphics card or a user namespace. */
export const CHROMIUM_FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/**
 * The Chromium that the tests in the editor use: the one named by `CHROMIUM`, or Debian's, installed on first use
 * where that is possible.
 *
 * @param log takes one line of progress at a time
 * @returns path of the program
 * @throws Error that says what to do, when there is none and it cannot be installed
 */
export async function ensureChromium({ log }: { log: Log }): Promise<string> {
	const { CHROMIUM: own } = process.env;
	if (own) {
		if (!existsSync(own)) throw new Error(`CHROMIUM names ${own}, which does not exist`);
		return own;
	}
	const missing = [!existsSync(DEBIANS) && 'chromium', !existsSync(CHINESE_FONTS) && 'fonts-noto-cjk'].filter(
		(name) => name !== false,
	);
	if (missing.length === 0) return DEBIANS;
	await installFromDebian(missing, { log });
	// Without the fonts, only how Chinese looks suffers.
	if (!existsSync(DEBIANS))
		throw new Error(
			`Chromium is needed. On Debian: apt-get install ${missing.join(' ')} (as root). Elsewhere: install it, and give its path as CHROMIUM=…`,
		);
	return DEBIANS;
}

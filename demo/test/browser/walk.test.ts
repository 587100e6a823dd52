import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { basicAuthorization } from '../../../core/tools/n8n/form';
import { ensureN8n } from '../../../core/tools/n8n/install';
import { buildAndPack } from '../../../core/tools/n8n/pack';
import { startN8n, type N8nServer } from '../../../core/tools/n8n/server';
import { PACKAGES, PROJECT } from '../../../core/tools/project';
import { openEditor, type Editor } from '../../../core/tools/n8n/editor';
import { walkOf, type WalkAction } from '../../../tools/docs/walk';
import {
	FORM_USER,
	fillPlatforms,
	installAll,
	startPlatforms,
	stopPlatforms,
	type Platforms,
	type ReadyExamples,
} from '../../examples';

const MINUTE = 60_000;
jest.setTimeout(3 * MINUTE);

const OWNER = { email: 'demo@example.com', password: 'Demo-1234567' };

let work: string;
let platforms: Platforms;
let examples: ReadyExamples;
let n8n: N8nServer;
let browser: Browser;
let page: Page;
let editor: Editor;

const log = (line: string) => process.stderr.write(`${line}\n`);

// As `npm start` leaves it to a person.
beforeAll(async () => {
	work = await mkdtemp(path.join(tmpdir(), 'tokenpay-walk-'));
	const tarballs: string[] = [];
	for (const own of PACKAGES) tarballs.push(await buildAndPack(own, work));
	platforms = await startPlatforms({ tokenPay: 0, daxPay: 0 });
	n8n = await startN8n({ n8n: await ensureN8n({ log }), tarballs });
	await n8n.setupOwner(OWNER);
	examples = await installAll(n8n, platforms, OWNER.password);
	await fillPlatforms(platforms, examples);
	({ browser, page, editor } = await openEditor(n8n.url, { log }));
}, 20 * MINUTE);

afterAll(async () => {
	await browser?.close();
	await n8n?.stop();
	if (platforms) await stopPlatforms(platforms);
	if (work) await rm(work, { recursive: true, force: true });
});

/** Does what a step says, and fails where the page has nothing of that name. */
async function act(action: WalkAction): Promise<void> {
	if ('open' in action) {
		if (action.open !== 'n8n') return void (await page.goto(platforms.tokenPay.url));
		await editor.signIn(OWNER.email, OWNER.password);
	} else if ('mayClick' in action) {
		await page.waitForLoadState('networkidle');
		const offered = await editor.named(action.mayClick);
		if (await offered.isVisible()) await offered.click();
	} else if ('click' in action) {
		await (await editor.named(action.click)).click();
	} else if ('type' in action) {
		await page.keyboard.type(action.type);
	} else if ('fill' in action) {
		await editor.fillLabelled(action.fill, action.with);
	} else {
		await editor.sees(action.see);
	}
}

describe('The first test payout, as README.md tells it', () => {
	it('can be walked by its own words', async () => {
		const steps = walkOf(await readFile(path.join(PROJECT, 'README.md'), 'utf8'), 'Your first test payout');
		for (const [index, step] of steps.entries()) {
			for (const action of step) {
				try {
					await act(action);
				} catch (error) {
					const picture = path.join(tmpdir(), 'tokenpay-walk-failed.png');
					await page.screenshot({ path: picture });
					throw new Error(`Step ${index + 1}, ${JSON.stringify(action)}: ${String(error)}\nPicture: ${picture}`);
				}
			}
		}
		// In the smallest unit.
		const made = platforms.tokenPay.state().payouts.filter(({ out_trade_no }) => out_trade_no === 'my-first');
		expect(made).toMatchObject([{ amount: '1000000', to_address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' }]);
	});
});

describe('The pages that the terminal names', () => {
	it('show their forms to the name and password it prints, and to nobody else', async () => {
		const signIn = { Authorization: basicAuthorization({ user: FORM_USER, password: OWNER.password }) };
		const titles = {
			'Find out how your account behaves': 'Find out how your account behaves',
			'Pay out a CSV in three nodes': 'Pay out a CSV file',
			'Pay out an uploaded CSV': 'Pay out a CSV file',
		};
		expect(Object.keys(examples.pages)).toEqual(Object.keys(titles));
		for (const [name, title] of Object.entries(titles)) {
			const url = examples.pages[name] ?? '';
			expect((await fetch(url)).status).toBe(401);
			const opened = await fetch(url, { headers: signIn });
			expect(opened.status).toBe(200);
			expect(await opened.text()).toContain(`<h1>${title}</h1>`);
		}
	});
});

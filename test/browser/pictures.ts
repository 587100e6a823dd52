import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Locator, Page } from 'playwright-core';

import { PROJECT } from '../../core/tools/project';
import { waitFor } from '../../core/tools/async/waitFor';

/** Where the READMEs find their pictures. */
const README_PICTURES = path.join(PROJECT, '.github');
/** A README is read on slow lines too. */
const MOST_BYTES = 150_000;

const SCHEMES = ['light', 'dark'] as const;

/** What comes and goes by itself, or belongs to n8n alone and covers something. */
const DISTRACTIONS = [
	'.el-notification',
	'.el-popper[role=tooltip]',
	'[data-test-id=canvas-controls]',
	'[data-test-id=credential-edit-instance-ai-help-button]',
	'[data-test-id=floating-nodes]',
	'[data-test-id=node-creator-plus-button]',
	'[data-test-id=node-feature-request]',
];

export interface PictureOptions {
	/** A part of the page; without it, all that is in sight. */
	what?: Locator;
	/** The size of the window while the picture is taken. */
	size?: { width: number; height: number };
	/** What to do after the window has changed its size or its colours. */
	prepare?: () => Promise<void>;
	/** Narrows the picture down, from the box of the part (or of the window). */
	crop?: (box: Box) => Box | Promise<Box>;
}

export interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** Takes the pictures: always into a folder of the test's own, and into `.github` when UPDATE_SCREENSHOTS=1 says so. */
export class Photographer {
	constructor(private readonly folder: string) {}

	/**
	 * Takes a picture for the READMEs, light and dark, and leaves the page as it was.
	 *
	 * @param name such as `trigger`, for `trigger-light.png` and `trigger-dark.png`
	 */
	async picture(name: string, page: Page, options: PictureOptions = {}): Promise<void> {
		const before = page.viewportSize();
		await page.mouse.move(0, 0);
		if (options.size !== undefined) await page.setViewportSize(options.size);
		const sizes: Record<string, number> = {};
		for (const scheme of SCHEMES) {
			await page.emulateMedia({ colorScheme: scheme });
			await options.prepare?.();
			const image = await still(page, options);
			const file = `${name}-${scheme}.png`;
			sizes[file] = image.byteLength;
			await this.save(this.folder, file, image);
			if (process.env.UPDATE_SCREENSHOTS === '1') await this.save(README_PICTURES, file, image);
		}
		await page.emulateMedia({ colorScheme: 'light' });
		if (before !== null) await page.setViewportSize(before);
		expect(Object.entries(sizes).filter(([, size]) => size > MOST_BYTES)).toEqual([]);
	}

	/** Keeps what is in sight, to be looked at. @returns the file's path */
	async snapshot(name: string, page: Page): Promise<string> {
		return await this.save(this.folder, `${name}.png`, await page.screenshot());
	}

	private async save(folder: string, file: string, image: Buffer): Promise<string> {
		await mkdir(folder, { recursive: true });
		const target = path.join(folder, file);
		await writeFile(target, image);
		return target;
	}
}

/** A picture that no longer changes: fonts and icons have come, and the colours are the new ones. */
async function still(page: Page, { what, crop }: PictureOptions): Promise<Buffer> {
	const style = `${DISTRACTIONS.join(', ')} { visibility: hidden !important; }`;
	await page.evaluate(async () => {
		await document.fonts.ready;
	});
	let before: Buffer | undefined;
	return await waitFor('the page to stand still', async () => {
		const box =
			what === undefined
				? { x: 0, y: 0, ...(page.viewportSize() ?? { width: 0, height: 0 }) }
				: await what.boundingBox();
		if (box === null) return undefined;
		const clip = (await crop?.(box)) ?? box;
		const now = await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css', style, clip });
		const same = before !== undefined && now.equals(before);
		before = now;
		return same ? now : undefined;
	});
}

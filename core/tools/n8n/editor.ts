import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';

import { waitFor } from '../async/waitFor';
import { CHROMIUM_FLAGS, ensureChromium } from '../system/chromium';
import type { Log } from '../system/runCommand';

const PATIENCE_MS = 30_000;

/** A window as a person has it on a desk. */
const DESKTOP = { width: 1280, height: 900 };

/**
 * A Chromium of its own for the editor of one n8n, signed in nowhere. The caller closes the browser.
 *
 * @param url n8n's
 * @throws Error that says what to do, when Chromium is missing and cannot be installed
 */
export async function openEditor(
	url: string,
	{ log }: { log: Log },
): Promise<{ browser: Browser; page: Page; editor: Editor }> {
	const executablePath = await ensureChromium({ log });
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
	const context = await browser.newContext({
		viewport: DESKTOP,
		colorScheme: 'light',
		locale: 'en-US',
		timezoneId: 'UTC',
		reducedMotion: 'reduce',
	});
	const page = await context.newPage();
	page.setDefaultTimeout(PATIENCE_MS);
	return { browser, page, editor: new Editor(page, url) };
}

/** n8n's editor as a person sees it; everything waits until what it needs is there. */
export class Editor {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	/** An element by n8n's own test id, out of what can be seen. */
	part(id: string, within: Page | Locator = this.page): Locator {
		return within.getByTestId(id).filter({ visible: true });
	}

	async signIn(email: string, password: string): Promise<void> {
		await this.page.goto(`${this.url}/signin`);
		await this.page.locator('input[name=emailOrLdapLoginId]').fill(email);
		await this.page.locator('input[name=password]').fill(password);
		await this.part('form-submit-button').click();
		await this.page.waitForURL('**/home/**');
	}

	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.part('canvas-add-button').waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.part('canvas-node').first().waitFor();
	}

	/** Opens the node panel by its key and types into its search. */
	async searchNodes(text: string): Promise<void> {
		const search = this.page.getByTestId('node-creator-search-bar');
		if (!(await search.isVisible())) {
			await this.page.keyboard.press('n');
			await search.waitFor();
		}
		await search.fill(text);
	}

	/** The names that the node panel shows, once the first is the expected one. */
	async foundNodes(first: string): Promise<string[]> {
		const names = this.part('node-creator-item-name');
		await waitFor(`"${first}" in the node panel`, async () => (await names.first().textContent())?.trim() === first);
		return (await names.allTextContents()).map((name) => name.trim());
	}

	/** From the search's result to what the node can do, with triggers and actions unfolded. @param known one of each */
	async openActions(node: string, known: { action: string; trigger: string }): Promise<void> {
		await this.part('node-creator-item-name').filter({ hasText: node }).first().click();
		for (const [category, aName] of [
			['Actions', known.action],
			['Triggers', known.trigger],
		] as const) {
			const heading = this.part('node-creator-category-item').filter({ hasText: category });
			await heading.waitFor();
			if (!(await this.action(aName).isVisible())) await heading.click();
			await this.action(aName).waitFor();
		}
	}

	action(name: string): Locator {
		return this.part('item-iterator-item').filter({ hasText: name });
	}

	/** Drags an action of the node panel onto the canvas, as a hand does, and waits for the node's own panel. */
	async drag(action: Locator, { x, y }: { x: number; y: number }): Promise<void> {
		await action.scrollIntoViewIfNeeded();
		const from = await action.boundingBox();
		if (from === null) throw new Error('The action is out of sight');
		const { mouse } = this.page;
		await mouse.move(from.x + 60, from.y + from.height / 2);
		await mouse.down();
		await mouse.move(from.x + 20, from.y + 30, { steps: 4 });
		await mouse.move(x, y, { steps: 12 });
		await mouse.up();
		await this.part('ndv-close-button').waitFor();
	}

	async closeNode(): Promise<void> {
		await this.part('ndv-close-button').click();
		await this.page.getByTestId('ndv-close-button').waitFor({ state: 'hidden' });
	}

	field(name: string, within: Page | Locator = this.page): Locator {
		return within.getByTestId(`parameter-input-${name}`);
	}

	async fill(name: string, text: string, within: Page | Locator = this.page): Promise<void> {
		const field = this.field(name, within);
		// Beside the choice of how it is given.
		const typed = field.locator('input[data-test-id=rlc-input], [data-test-id=rlc-input] input');
		const input = (await typed.count()) > 0 ? typed : field.locator('input, textarea');
		await input.first().fill(text);
	}

	/** What bears a name, in the open node if one is open; `+` is the large one in the middle of an empty workflow. */
	async named(name: string): Promise<Locator> {
		if (name === '+') return this.part('canvas-add-button');
		// n8n counts what a heading holds.
		const text = new RegExp(`^\\s*${escaped(name)}(?: \\(\\d+\\))?\\s*$`);
		const place = (await this.nodePanel().isVisible()) ? this.nodePanel() : this.page;
		const named = place.getByRole('button', { name, exact: true }).or(place.getByText(text));
		return named.filter({ visible: true }).first();
	}

	/** Fills in the field with a label in the open node: types, or chooses where there is a list from the platform. */
	async fillLabelled(label: string, text: string): Promise<void> {
		const field = '[data-test-id^=parameter-input-]';
		const item = this.part('input-label')
			.filter({ hasText: startingWith(label) })
			.first()
			.locator(`xpath=ancestor::*[.//*[starts-with(@data-test-id, "parameter-input-")]][1]`);
		const id = (await item.locator(field).first().getAttribute('data-test-id')) ?? '';
		const name = id.replace('parameter-input-', '');
		const list = this.part(`resource-locator-${name}`).getByTestId('rlc-input');
		if ((await list.count()) === 0 || !(await isReadOnly(list))) return await this.fill(name, text);
		await this.offered(name);
		await this.take(text);
	}

	/** Waits until a text stands somewhere on the page, or in one of its fields. */
	async sees(text: string): Promise<void> {
		await waitFor(`"${text}" on the page`, async () =>
			this.page.evaluate((wanted) => {
				const fields = Array.from(
					document.querySelectorAll('input, textarea'),
					(one) => (one as HTMLInputElement).value,
				);
				return [document.body.innerText, ...fields].some((shown) => shown.includes(wanted));
			}, text),
		);
	}

	/** Chooses in a plain list. */
	async choose(name: string, option: string, within: Page | Locator = this.page): Promise<void> {
		await this.field(name, within).click();
		await this.options()
			.filter({ hasText: startingWith(option) })
			.click();
		await this.page.locator('.el-select-dropdown').filter({ visible: true }).waitFor({ state: 'hidden' });
	}

	/** The entries of the plain list that is open. */
	options(): Locator {
		return this.page.getByRole('option').filter({ visible: true });
	}

	/** Opens a list that n8n fills from the platform, and waits for what it offers. */
	async offered(name: string): Promise<string[]> {
		await this.part(`resource-locator-${name}`).getByTestId('rlc-input').click();
		const items = this.part('rlc-item');
		await items.first().waitFor();
		return (await items.allTextContents()).map((item) => item.trim());
	}

	/** Chooses in the list that {@link offered} has opened. */
	async take(item: string): Promise<void> {
		await this.part('rlc-item')
			.filter({ hasText: startingWith(item) })
			.click();
	}

	/** The table of the output panel: a record for each item, in the order of its columns. */
	async outputTable(): Promise<Array<Record<string, string>>> {
		const table = this.part('output-panel').locator('table');
		await table.locator('tbody tr td').first().waitFor();
		return await table.evaluate((element) => {
			const texts = (selector: string, within: Element) =>
				Array.from(within.querySelectorAll(selector), (cell) => cell.textContent.trim());
			const columns = texts('thead th', element);
			return Array.from(element.querySelectorAll('tbody tr'), (row) => {
				const cells = texts('td', row).map((text, at): [string, string] => [columns[at] ?? '', text]);
				return Object.fromEntries(cells.filter(([column]) => column !== ''));
			});
		});
	}

	/** What the open node says went wrong, with its details unfolded. */
	async shownError(): Promise<{ message: string; advice: string; code: string; lines: string[]; cut: string[] }> {
		const output = this.part('output-panel');
		await output.getByTestId('node-error-message').waitFor();
		// Shown in the corner as well, for some seconds.
		await this.page.locator('.el-notification').first().waitFor();
		await this.page.locator('.el-notification__closeBtn').first().click();
		await output.locator('summary').first().click();
		const values = output.locator('.node-error-view__details').first().locator('.node-error-view__details-value');
		await values.first().waitFor();
		const text = async (id: string) => ((await output.getByTestId(id).textContent()) ?? '').trim();
		return {
			message: await text('node-error-message'),
			advice: await text('node-error-description'),
			code: ((await values.first().textContent()) ?? '').trim(),
			lines: await values.nth(1).locator('pre').allTextContents(),
			cut: await output
				.locator('[data-test-id^=node-error], .node-error-view__details-value code')
				.evaluateAll((parts) =>
					parts
						.filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
						.map((one) => one.textContent),
				),
		};
	}

	/** The panel of the node that is open. */
	nodePanel(): Locator {
		return this.page
			.locator('dialog[open], [role=dialog]')
			.filter({ has: this.page.getByTestId('ndv-close-button') })
			.last();
	}

	/** Drags the middle of the open node to the left, so that more of its output can be seen. */
	async widenOutput(by: number): Promise<void> {
		const handle = await this.part('panel-drag-button').boundingBox();
		if (handle === null) throw new Error('The handle is out of sight');
		const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
		const { mouse } = this.page;
		await mouse.move(x, y);
		await mouse.down();
		await mouse.move(x - by, y, { steps: 8 });
		await mouse.up();
	}

	/** The place that the nodes and the notes on the canvas take, with a margin. */
	async workflowBox(): Promise<{ x: number; y: number; width: number; height: number }> {
		const margin = 20;
		const boxes = await this.page
			.locator('.vue-flow__node')
			.evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON() as DOMRect));
		// The name and the subtitle stand below a node's own box, and the button for a next node to its right.
		const below = 60;
		const aside = 70;
		const left = Math.min(...boxes.map(({ x }) => x)) - margin;
		const top = Math.min(...boxes.map(({ y }) => y)) - margin;
		const right = Math.max(...boxes.map(({ x, width }) => x + width)) + aside;
		const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + below;
		return { x: left, y: top, width: right - left, height: bottom - top };
	}

	/** Texts that do not fit into their place, notices of more than one line, and labels that look like a program's own names. */
	async badLabels(within: Locator): Promise<string[]> {
		return await within.evaluate((root) => {
			const labels = Array.from(
				root.querySelectorAll<HTMLElement>(
					'[data-test-id=input-label], [data-test-id=input-label] *, .notice-content *, button, h1, h2, [role=tab]',
				),
			);
			const seen = labels.filter((element) => element.getClientRects().length > 0 && element.textContent.trim());
			const cut = seen.filter(
				(element) =>
					element.scrollWidth > element.clientWidth + 1 &&
					element.clientWidth > 0 &&
					getComputedStyle(element).overflowX !== 'visible',
			);
			const modes = Array.from(root.querySelectorAll<HTMLInputElement>('[data-test-id=rlc-mode-selector] input'));
			const cutModes = modes.filter((input) => input.scrollWidth > input.clientWidth);
			const notices = Array.from(root.querySelectorAll<HTMLElement>('.notice-content'));
			const long = notices.filter((one) => {
				const range = document.createRange();
				range.selectNodeContents(one);
				const lines = new Set(Array.from(range.getClientRects(), ({ bottom }) => Math.round(bottom / 4)));
				return lines.size > 1;
			});
			const raw = seen.filter(
				(element) => element.children.length === 0 && /^[a-z]+([A-Z_][a-zA-Z]*)+$/.test(element.textContent.trim()),
			);
			return [
				...cut.map(({ textContent }) => `cut: ${textContent.trim()}`),
				...cutModes.map(({ value }) => `cut: ${value}`),
				...long.map(({ textContent }) => `more than a line: ${textContent.trim()}`),
				...raw.map(({ textContent }) => `raw: ${textContent.trim()}`),
			];
		});
	}
}

const isReadOnly = async (list: Locator) =>
	await list.evaluate((one) => (one.querySelector('input') ?? (one as HTMLInputElement)).readOnly);

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const startingWith = (text: string) => new RegExp(`^\\s*${escaped(text)}`);

/** What the demo's terminal says once all of it runs. */
export interface Welcome {
	/** Without a slash at the end. */
	n8nUrl: string;
	tokenPayUrl: string;
	daxPayUrl: string;
	/** Who signs in to n8n. */
	email: string;
	password: string;
	/** Who opens the pages of forms, with the same password. */
	formUser: string;
	/** Pages to fill in, by the names of their workflows. */
	pages: Record<string, string>;
	/** What the spreadsheet example reads and writes, and where the demo is kept. */
	files: { payouts: string; results: string; folder: string };
	/** How long payouts are on their way, in milliseconds. */
	landAfterMs: number;
}

/** Where to begin, what to try first, and what else is there. */
export function welcome({
	n8nUrl,
	tokenPayUrl,
	daxPayUrl,
	email,
	password,
	formUser,
	pages,
	files,
	landAfterMs,
}: Welcome): string {
	const longest = Math.max(...Object.keys(pages).map((name) => name.length));
	return `
Begin here:  ${n8nUrl}/home/workflows
Sign in as:  ${email}   ${password}
Watch here:  ${tokenPayUrl}   the TokenPay sandbox: payouts, the chat, and its credential to copy
             ${daxPayUrl}   the DaxPay sandbox

First: open the workflow "Pay out a spreadsheet" and click "Execute workflow".
It pays ${files.payouts} and writes ${files.results}: 10 rows are sent, 2 fail with their reasons.
After ${landAfterMs / 1000} seconds the coins land, and "Payout landed → chat alert" tells the chat.

Then, pages to fill in (${formUser}, the same password):
${Object.entries(pages)
	.map(([name, url]) => `  ${name.padEnd(longest)}  ${url}`)
	.join('\n')}
The other workflows run as they are; their lists stand under Overview → Data tables.

No money moves: all of this stays on this machine. Ctrl-C stops it; ${files.folder} keeps your workflows, and deleting it starts over.`;
}

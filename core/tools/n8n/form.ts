/** The header that opens n8n's pages with a name and password (HTTP basic authentication). */
export function basicAuthorization({ user, password }: { user: string; password: string }): string {
	return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/**
 * Submits a form of n8n, its fields in the order in which the page shows them.
 *
 * @param authorization of the page, by {@link basicAuthorization}; empty for none
 */
export async function submitForm(url: string, fields: Array<string | Blob>, authorization: string): Promise<Response> {
	const form = new FormData();
	fields.forEach((value, index) =>
		typeof value === 'string' ? form.set(`field-${index}`, value) : form.set(`field-${index}`, value, 'payouts.csv'),
	);
	return await fetch(url, { method: 'POST', body: form, headers: authorization === '' ? {} : { authorization } });
}

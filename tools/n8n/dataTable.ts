import type { N8nApi } from './api';

export type Row = Record<string, unknown>;

/** A Data Table of n8n. */
export interface DataTable {
	id: string;
	/** At most 250 rows, with n8n's own columns `id`, `createdAt` and `updatedAt`. */
	rows(): Promise<Row[]>;
}

/** Makes a Data Table with text columns in the personal project of whoever is signed in. */
export async function makeDataTable(server: N8nApi, name: string, columns: string[], rows: Row[]): Promise<DataTable> {
	const { id: projectId } = await server.rest<{ id: string }>('GET', '/rest/projects/personal');
	const at = `/rest/projects/${projectId}/data-tables`;
	const { id } = await server.rest<{ id: string }>('POST', at, {
		name,
		columns: columns.map((column) => ({ name: column, type: 'string' })),
	});
	await server.rest('POST', `${at}/${id}/insert`, { data: rows, returnType: 'count' });
	return {
		id,
		rows: async () => (await server.rest<{ data: Row[] }>('GET', `${at}/${id}/rows?take=250`)).data,
	};
}

import type { N8nApi } from './api';

export type Row = Record<string, unknown>;

/** A Data Table of n8n. */
export interface DataTable {
	id: string;
	insert(rows: Row[]): Promise<void>;
	/** At most 250 rows, with n8n's own columns `id`, `createdAt` and `updatedAt`. */
	rows(): Promise<Row[]>;
	remove(): Promise<void>;
}

/** Makes a Data Table with text columns in the personal project of whoever is signed in. */
export async function makeDataTable(server: N8nApi, name: string, columns: string[]): Promise<DataTable> {
	const { id: projectId } = await server.rest<{ id: string }>('GET', '/rest/projects/personal');
	const tables = `/rest/projects/${projectId}/data-tables`;
	const { id } = await server.rest<{ id: string }>('POST', tables, {
		name,
		columns: columns.map((column) => ({ name: column, type: 'string' })),
	});
	const table = `${tables}/${id}`;
	return {
		id,
		async insert(rows) {
			await server.rest('POST', `${table}/insert`, { data: rows, returnType: 'count' });
		},
		rows: async () => (await server.rest<{ data: Row[] }>('GET', `${table}/rows?take=250`)).data,
		async remove() {
			await server.rest('DELETE', table);
		},
	};
}

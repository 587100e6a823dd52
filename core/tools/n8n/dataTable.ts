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
	const tables = await tablesOf(server);
	const { id } = await server.rest<{ id: string }>('POST', tables, {
		name,
		columns: columns.map((column) => ({ name: column, type: 'string' })),
	});
	return tableAt(server, tables, id);
}

/**
 * A Data Table of the personal project of whoever is signed in.
 *
 * @throws Error when there is none of that name
 */
export async function findDataTable(server: N8nApi, name: string): Promise<DataTable> {
	const tables = await tablesOf(server);
	const { data } = await server.rest<{ data: Array<{ id: string; name: string }> }>('GET', `${tables}?take=250`);
	const found = data.find((one) => one.name === name);
	if (found === undefined) throw new Error(`There is no Data Table "${name}"`);
	return tableAt(server, tables, found.id);
}

async function tablesOf(server: N8nApi): Promise<string> {
	const { id } = await server.rest<{ id: string }>('GET', '/rest/projects/personal');
	return `/rest/projects/${id}/data-tables`;
}

function tableAt(server: N8nApi, tables: string, id: string): DataTable {
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

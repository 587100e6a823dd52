/** The first account of a server. */
export interface Owner {
	email: string;
	password: string;
	firstName?: string;
	lastName?: string;
}

/** A credential to be saved. */
export interface N8nCredential {
	name: string;
	type: string;
	/** By the names of its fields, not encrypted. */
	data: Record<string, unknown>;
}

/** A workflow as n8n's editor exports it. */
export interface N8nWorkflow {
	name: string;
	nodes: Array<{
		name: string;
		type: string;
		parameters: Record<string, unknown>;
		credentials?: Record<string, { id: string; name: string }>;
		[key: string]: unknown;
	}>;
	connections: Record<string, unknown>;
	[key: string]: unknown;
}

/** An item as n8n stores it. */
export interface N8nItem {
	json: Record<string, unknown>;
	pairedItem?: unknown;
	[key: string]: unknown;
}

/** An execution as n8n lists it. */
export interface N8nExecution {
	id: string;
	workflowId: string;
	/** `new`, `running`, `success`, `error`, `crashed`, `canceled`, `waiting` … */
	status: string;
	mode: string;
	/** ISO 8601, once it has started and ended. */
	startedAt?: string;
	stoppedAt?: string;
	[key: string]: unknown;
}

/** Why a node or an execution ended, as n8n stores it. */
export interface N8nError {
	message: string;
	description?: string;
	/** What this package's nodes know beside it. */
	details?: Record<string, unknown>;
}

/** An execution with what came of each node. */
export interface N8nExecutionDetail extends N8nExecution {
	data: {
		resultData: {
			error?: N8nError;
			lastNodeExecuted?: string;
			/** By the nodes' names: each of a node's runs. */
			runData: Record<
				string,
				Array<{
					error?: N8nError;
					/** The items of each output. */
					data?: { main: Array<N8nItem[] | null> };
					/** Unix time in milliseconds. */
					startTime?: number;
					/** In milliseconds. */
					executionTime?: number;
				}>
			>;
		};
	};
}

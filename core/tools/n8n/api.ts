import { parse as unflatten } from 'flatted';
import { waitFor } from '../async/waitFor';
import type { N8nCredential, N8nExecution, N8nExecutionDetail, N8nWorkflow, Owner } from './types';

/** Named one by one, n8n finds them with one query; otherwise with two, between which an execution can slip. */
const EVERY_STATUS = ['new', 'running', 'waiting', 'success', 'error', 'crashed', 'canceled', 'unknown'];

/** Of an execution that has not ended. */
const UNDER_WAY = ['new', 'running', 'waiting', 'unknown'];

/** n8n 1.x stores that an execution succeeded a moment before it stores what came of it. */
function isHalfStored({ status, data }: N8nExecutionDetail): boolean {
	// Read as it came: before that moment there may be no data at all.
	const stored = data as Partial<N8nExecutionDetail['data']> | undefined;
	return status === 'success' && stored?.resultData?.lastNodeExecuted === undefined;
}

/** A response of n8n's REST API that is not a success. */
export class N8nRestError extends Error {
	constructor(
		readonly status: number,
		readonly body: string,
		what: string,
	) {
		super(`${what}: HTTP ${status}: ${body.slice(0, 500)}`);
	}
}

function unlessNotReady(error: unknown): undefined {
	if (!(error instanceof N8nRestError && error.status === 503)) throw error;
}

/** The API behind the editor of one n8n server. */
export class N8nApi {
	private cookie = '';

	constructor(readonly url: string) {}

	/** Makes the first account of a fresh server and signs in with it; only signs in when it exists already. */
	async setupOwner(owner: Owner): Promise<void> {
		const { userManagement } = await this.rest<{ userManagement: { showSetupOnFirstLoad?: boolean } }>(
			'GET',
			'/rest/settings',
		);
		if (userManagement.showSetupOnFirstLoad === true) {
			await this.rest('POST', '/rest/owner/setup', { firstName: 'Demo', lastName: 'Owner', ...owner });
		} else {
			await this.rest('POST', '/rest/login', { emailOrLdapLoginId: owner.email, password: owner.password });
		}
	}

	/**
	 * One request to the API behind n8n's editor, signed in after `setupOwner`.
	 *
	 * @returns the response without its envelope (`data`)
	 * @throws N8nRestError when the status is not a success
	 */
	async rest<T = unknown>(method: string, at: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.url}${at}`, {
			method,
			headers: {
				accept: 'application/json',
				// n8n closes a connection that idles for seconds, which it also seems to do while n8n is busy.
				connection: 'close',
				...(this.cookie && { cookie: this.cookie }),
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		if (!response.ok) throw new N8nRestError(response.status, text, `${method} ${at}`);
		const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
		if (cookies.length > 0) this.cookie = cookies.join('; ');
		const parsed = JSON.parse(text) as { data?: T };
		return (Array.isArray(parsed) || parsed.data === undefined ? parsed : parsed.data) as T;
	}

	/** Saves a credential. @returns its id */
	async importCredential({ name, type, data }: N8nCredential): Promise<string> {
		return (await this.rest<{ id: string }>('POST', '/rest/credentials', { name, type, data })).id;
	}

	/** What the editor's test of a credential says. */
	async testCredential(
		id: string,
		{ name, type, data }: N8nCredential,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.rest('POST', '/rest/credentials/test', { credentials: { id, name, type, data } });
	}

	/** Saves a workflow as "Import from File" does. @returns its id */
	async importWorkflow(workflow: N8nWorkflow): Promise<string> {
		return (await this.rest<{ id: string }>('POST', '/rest/workflows', { settings: {}, ...workflow })).id;
	}

	/**
	 * Publishes a workflow's saved version and waits until its triggers listen, which is a moment after n8n says yes.
	 *
	 * @throws Error when a trigger cannot be activated
	 */
	async publish(id: string): Promise<void> {
		const { versionId } = await this.rest<{ versionId: string }>('GET', `/rest/workflows/${id}`);
		await this.rest('POST', `/rest/workflows/${id}/activate`, { versionId, name: '', description: '' });
		await waitFor(`workflow ${id} to be published`, async () => {
			const { status, triggers } = await this.publicationStatus(id);
			if (status === 'failed' || status === 'partial')
				throw new Error(`Publishing workflow ${id} ended as "${status}": ${JSON.stringify(triggers)}`);
			return status === 'published';
		});
	}

	/** Where publishing a workflow stands. Before it could be asked for, n8n said yes when the triggers listened. */
	private async publicationStatus(id: string): Promise<{ status: string; triggers?: unknown }> {
		try {
			return await this.rest('GET', `/rest/workflows/${id}/publication-status`);
		} catch (error) {
			if (error instanceof N8nRestError && error.status === 404) return { status: 'published' };
			throw error;
		}
	}

	/**
	 * Does what the editor's "Execute workflow" button does.
	 *
	 * @param start the trigger to start from; the manual one unless given
	 * @returns the execution's id, at once
	 */
	async executeWorkflow(id: string, start?: string): Promise<string> {
		const workflow = await this.rest<N8nWorkflow>('GET', `/rest/workflows/${id}`);
		const trigger = workflow.nodes.find(({ name, type }) =>
			start === undefined ? type === 'n8n-nodes-base.manualTrigger' : name === start,
		);
		if (trigger === undefined) throw new Error(`Workflow ${id} has no trigger ${start ?? 'to start by hand'}`);
		const { executionId } = await this.rest<{ executionId: string }>('POST', `/rest/workflows/${id}/run`, {
			triggerToStartFrom: { name: trigger.name },
			// Newer versions read the stored workflow and ignore this; n8n 2.0 runs what it is sent.
			workflowData: workflow,
		});
		return executionId;
	}

	/** The stored executions (of one workflow, if given), newest first, at most 100. */
	async executions(workflowId?: string): Promise<N8nExecution[]> {
		const filter = encodeURIComponent(
			JSON.stringify({ ...(workflowId !== undefined && { workflowId }), status: EVERY_STATUS }),
		);
		return (await this.rest<{ results: N8nExecution[] }>('GET', `/rest/executions?limit=100&filter=${filter}`)).results;
	}

	/** One stored execution with its data decoded. */
	async execution(id: string): Promise<N8nExecutionDetail> {
		const stored = await this.rest<N8nExecution & { data: string }>('GET', `/rest/executions/${id}`);
		return { ...stored, data: unflatten(stored.data) as N8nExecutionDetail['data'] };
	}

	/**
	 * Waits until an execution has ended, however it ended.
	 *
	 * @param everyMs how often n8n is asked, which takes it a few milliseconds each time
	 */
	async finished(id: string, timeoutMs = 120_000, everyMs = 100): Promise<N8nExecutionDetail> {
		return await waitFor(
			`execution ${id} to end`,
			async () => {
				// A server that works hard says for a while that it is not ready.
				const execution = await this.execution(id).catch(unlessNotReady);
				if (execution === undefined) return undefined;
				return UNDER_WAY.includes(execution.status) || isHalfStored(execution) ? undefined : execution;
			},
			{ timeoutMs, everyMs },
		);
	}
}

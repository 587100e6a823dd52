import { EventEmitter } from 'node:events';
import type { IWebhookFunctions } from 'n8n-workflow';
import type { SeenIdsStore } from '../../core/notifications/seenIds';
import {
	type Confirmation,
	type VerifiedEvent,
	type WebhookSource,
	receiveNotification,
} from '../../core/notifications/webhook';
import type { Draw } from './draw';
import type { N8nProcess } from './n8nProcess';
import type { Tell } from './story';

/** What n8n and the platform do to a trigger. */
export interface TriggerPlan {
	/** How often (0 to 1) n8n cannot store the execution. */
	storingFails: number;
	/** How often (0 to 1) the sender is gone before the response is out. */
	responseFails: number;
	/** Confirm With TokenPay takes up to so many milliseconds; 0 turns it off. */
	confirms: number;
	/** How often (0 to 1) what is announced cannot be confirmed. */
	unconfirmed: number;
	/** How often (0 to 1) another execution overwrites what n8n remembers for the workflow. */
	overwritten: number;
}

/** What n8n's database holds for the workflow. */
export interface WorkflowStore {
	staticData: Record<string, unknown>;
}

/** A notification that arrives at a process of n8n. */
export interface Delivery {
	id: string;
	process: N8nProcess;
	receivedAt: number;
	/** When the node decided to start the workflow. */
	decidedAt?: number;
	/** When its execution was stored. */
	startedAt?: number;
	/** When the process knew that it was. */
	knownAt?: number;
	/** What the node wanted to be remembered with it. */
	saved?: string[];
	/** The database had it when n8n read the workflow. */
	wasInStore?: boolean;
}

interface Surroundings {
	plan: TriggerPlan;
	draw: Draw;
	store: WorkflowStore;
	now: () => number;
	tell: Tell;
}

const NODE = 'TokenPay Trigger';

/**
 * Handles a notification as n8n 2.41 does: reads the workflow, calls the node, stores the execution, then what the
 * workflow remembers, and responds. Verification is left out: whatever arrives is genuine.
 */
export function receive(delivery: Delivery, surroundings: Surroundings, onAcknowledged: () => void): void {
	handle(delivery, surroundings).then(
		(isAcknowledged) => {
			if (isAcknowledged) onAcknowledged();
		},
		(error: unknown) => {
			throw error;
		},
	);
}

async function handle(delivery: Delivery, { plan, draw, store, now, tell }: Surroundings): Promise<boolean> {
	const { id, process } = delivery;
	const response = Object.assign(new EventEmitter(), {
		statusCode: 200,
		status: (code: number) => {
			response.statusCode = code;
			return { json: () => undefined };
		},
	});
	const workflow = { staticData: structuredClone(store.staticData) };
	const own = () => (workflow.staticData[`node:${NODE}`] ??= {}) as SeenIdsStore;
	delivery.wasInStore = ((own().seen ?? []) as string[]).includes(id);
	const context = {
		workflow,
		getNodeParameter: (name: string) => (name === 'options' ? { confirm: plan.confirms > 0 } : ['payout.success']),
		getCredentials: async () => {
			await process.wait(draw.between(0, 5));
			return {};
		},
		getRequestObject: () => ({ rawBody: Buffer.from(id) }),
		getResponseObject: () => response,
		getHeaderData: () => ({}),
		getMode: () => 'trigger',
		getNode: () => ({ id: '1', name: NODE }),
		// What is known in a process is kept by the workflow's name, and is gone after a crash.
		getWorkflow: () => ({ id: process.memory }),
		getWorkflowStaticData: own,
	} as unknown as IWebhookFunctions;
	const { workflowData } = await receiveNotification(context, sourceOf(process, plan, draw));
	if (response.statusCode !== 200) return false;
	if (workflowData) {
		delivery.decidedAt = now();
		await process.wait(draw.between(0, 40));
		// Then n8n saves nothing else, either, and responds with an error.
		if (draw.chance(plan.storingFails)) {
			response.statusCode = 500;
			response.emit('finish');
			return false;
		}
		delivery.startedAt = now();
		tell(() => `${process.name}  ${id} starts the workflow`);
	}
	if (workflow.staticData['__dataChanged'] === true) delivery.saved = [...((own().seen ?? []) as string[])];
	await saveStaticData(workflow.staticData, { plan, draw, store, process });
	if (draw.chance(plan.responseFails)) return false;
	response.emit('finish');
	if (workflowData) delivery.knownAt = now();
	return true;
}

async function saveStaticData(
	staticData: Record<string, unknown>,
	{ plan, draw, store, process }: Pick<Surroundings, 'plan' | 'draw' | 'store'> & { process: N8nProcess },
): Promise<void> {
	const before = store.staticData;
	if (staticData['__dataChanged'] === true) {
		store.staticData = JSON.parse(JSON.stringify(staticData)) as Record<string, unknown>;
		await process.wait(draw.between(0, 5));
	}
	// The last write wins, also where it saves what was read long ago.
	if (draw.chance(plan.overwritten)) store.staticData = { ...before, 'node:Counter': { count: draw.random() } };
}

function sourceOf(process: N8nProcess, plan: TriggerPlan, draw: Draw): WebhookSource<object, VerifiedEvent> {
	return {
		credentialName: 'tokenPayApi',
		readCredential: () => ({}),
		read: (_credential, _headers, rawBody) => ({ item: {}, event: 'payout.success', id: rawBody.toString() }),
		confirm: async (): Promise<Confirmation> => {
			await process.wait(draw.between(0, plan.confirms));
			return draw.chance(plan.unconfirmed) ? 'unconfirmed' : 'confirmed';
		},
		simpleFields: () => [],
		acknowledgement: 'success',
		defaultMaximumAge: 24,
	};
}

import { deepCopy, type IDataObject, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';
import { remember, wasSeen } from '../shared/seen';
import { readCredential } from './environment';
import { readNotification } from './notification';

/** The text that TokenPay takes for "received"; anything else makes it send again. */
const ACKNOWLEDGED: IWebhookResponseData = { webhookResponse: 'success' };

const HOUR = 3_600_000;
const DEFAULT_MAXIMUM_AGE = 24;

/**
 * Handles one call of the webhook: a genuine and wanted notification starts the workflow, a genuine
 * but unwanted or repeated one is acknowledged only, everything else gets 401 and starts nothing.
 */
export async function receiveNotification(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { ignoreRepeated = true, maximumAge = DEFAULT_MAXIMUM_AGE } = context.getNodeParameter('options', {}) as {
		ignoreRepeated?: boolean;
		maximumAge?: number;
	};
	const credential = await credentialOf(context);
	const rawBody = await rawBodyOf(context);
	if (credential === undefined || rawBody === undefined) return refuse(context);
	const reading = readNotification(credential, context.getHeaderData() as IDataObject, rawBody, {
		maximumAge: (maximumAge >= 0 ? maximumAge : DEFAULT_MAXIMUM_AGE) * HOUR,
		now: Date.now(),
	});
	if ('refused' in reading) return refuse(context);

	const events = context.getNodeParameter('events') as string[];
	if (!events.includes(reading.event)) return ACKNOWLEDGED;
	if (ignoreRepeated) {
		const store = context.getWorkflowStaticData('node');
		if (wasSeen(store, reading.id)) return ACKNOWLEDGED;
		// n8n stores this only after it has stored or queued the execution and answered.
		remember(store, reading.id);
		keepStored(context);
	}
	return { workflowData: [[{ json: reading.item as IDataObject }]] };
}

/**
 * n8n (2.41) hands the stored object on to the execution it starts, which resets the mark that the object
 * has changed before n8n looks at it, so only the very first change would ever be saved. A copy keeps its mark.
 */
function keepStored(context: IWebhookFunctions): void {
	const { workflow } = context as unknown as { workflow?: { staticData?: IDataObject } };
	if (workflow?.staticData === undefined) return;
	const copy = deepCopy(workflow.staticData);
	Object.defineProperty(copy, '__dataChanged', { value: true, writable: true });
	workflow.staticData = copy;
}

async function credentialOf(context: IWebhookFunctions) {
	try {
		return readCredential(await context.getCredentials('tokenPayApi'));
	} catch {
		return undefined;
	}
}

/** The bytes as they came; re-serialized JSON would not do, since the signature is over these. */
async function rawBodyOf(context: IWebhookFunctions): Promise<Buffer | undefined> {
	const request = context.getRequestObject() as unknown as {
		rawBody?: unknown;
		readRawBody?: () => Promise<void>;
	};
	if (!Buffer.isBuffer(request.rawBody)) await request.readRawBody?.();
	return Buffer.isBuffer(request.rawBody) ? request.rawBody : undefined;
}

function refuse(context: IWebhookFunctions): IWebhookResponseData {
	context.getResponseObject().status(401).json({ message: 'The notification was refused.' });
	return { noWebhookResponse: true };
}

import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { SeenIds } from './seenIds';

/** A notification that is genuine, or why it is refused (for the log of the platform, not for people). */
export type VerifiedEvent<Event extends string = string> =
	{ item: Record<string, unknown>; event: Event; id: string } | { refused: string };

/** How old a notification may be (milliseconds, 0 for no limit), and Unix time in milliseconds. */
export interface AgeLimit {
	maximumAge: number;
	now: number;
}

/** What one platform does in its own way when it announces something. */
export interface WebhookSource<Credential> {
	/** The credential's name in n8n. */
	credentialName: string;
	readCredential: (stored: Record<string, unknown>) => Credential;
	/** Reads and verifies a notification over the bytes received. */
	read(credential: Credential, headers: Record<string, unknown>, rawBody: Buffer, limit: AgeLimit): VerifiedEvent;
	/** The text that the platform takes for "received"; anything else makes it send again. */
	acknowledgement: string;
	/** In hours. */
	defaultMaximumAge: number;
}

const HOUR = 3_600_000;

/** The trigger's options; an expression can give them any value. */
interface TriggerOptions {
	ignoreRepeated?: boolean;
	maximumAge?: unknown;
}

const seen = new SeenIds();

/**
 * Handles one call of the webhook: a genuine and wanted notification starts the workflow, a genuine
 * but unwanted or repeated one is acknowledged only, everything else gets 401 and starts nothing.
 */
export async function receiveNotification<Credential>(
	context: IWebhookFunctions,
	announcer: WebhookSource<Credential>,
): Promise<IWebhookResponseData> {
	const { ignoreRepeated = true, maximumAge = announcer.defaultMaximumAge } = context.getNodeParameter(
		'options',
		{},
	) as TriggerOptions;
	const acknowledged: IWebhookResponseData = { webhookResponse: announcer.acknowledgement };
	const credential = await credentialOf(context, announcer);
	const rawBody = await rawBodyOf(context);
	if (credential === undefined || rawBody === undefined) return refuse(context);
	const reading = announcer.read(credential, context.getHeaderData(), rawBody, {
		maximumAge: hoursOf(maximumAge, announcer.defaultMaximumAge) * HOUR,
		now: Date.now(),
	});
	if ('refused' in reading) return refuse(context);

	const events = context.getNodeParameter('events') as string[];
	if (!events.includes(reading.event)) return acknowledged;
	// Whoever listens for a test event wants to see the one that was sent again, too.
	if (ignoreRepeated && context.getMode() !== 'manual') {
		const trigger = triggerOf(context);
		const store = context.getWorkflowStaticData('node');
		if (seen.has(trigger, store, reading.id)) return acknowledged;
		// n8n stores this only after it has stored or queued the execution and answered.
		seen.store(trigger, store, reading.id);
		keepStored(context);
		const response = responseOf(context);
		response.once('finish', () => {
			if (response.statusCode === 200) seen.confirm(trigger, reading.id);
		});
	}
	return { workflowData: [[{ json: reading.item as IDataObject }]] };
}

/** Names the trigger in this process. */
const triggerOf = (context: IWebhookFunctions) => `${context.getWorkflow().id} ${context.getNode().id}`;

/** A number of hours, or the fallback: only a number that somebody entered turns the check off. */
function hoursOf(entered: unknown, fallback: number): number {
	const isEntered = typeof entered === 'number' || (typeof entered === 'string' && entered.trim() !== '');
	return isEntered && Number(entered) >= 0 ? Number(entered) : fallback;
}

/**
 * Has n8n save what is remembered. n8n (2.41) makes another workflow of the stored object before it stores the execution,
 * which resets the mark that the object has changed, so only the very first change would ever be saved. The object stays
 * n8n's own, with a mark that nobody resets: what others write to it until it is saved is saved, too.
 */
function keepStored(context: IWebhookFunctions): void {
	const { workflow } = context as unknown as { workflow?: { staticData?: IDataObject } };
	if (workflow?.staticData === undefined) return;
	let isChanged: unknown = true;
	workflow.staticData = new Proxy(workflow.staticData, {
		get: (stored, name) => (name === MARK ? isChanged : (Reflect.get(stored, name) as unknown)),
		set(stored, name, value) {
			if (name !== MARK) return Reflect.set(stored, name, value);
			isChanged = value;
			return true;
		},
	});
}

/** By this n8n knows that a stored object has changed. */
const MARK = '__dataChanged';

/** Readings of credentials that are under way, by trigger and credential. */
const underWay = new Map<string, Promise<Record<string, unknown>>>();

/**
 * The credential, or nothing where it cannot be had. Calls that come while it is being read share that reading, since
 * n8n makes a sandbox for expressions each time, which costs more than everything else here.
 */
async function credentialOf<Credential>(
	context: IWebhookFunctions,
	{ credentialName, readCredential }: WebhookSource<Credential>,
): Promise<Credential | undefined> {
	const key = [triggerOf(context), context.getNode().credentials?.[credentialName]?.id, context.getMode()].join(' ');
	try {
		const reading = underWay.get(key) ?? context.getCredentials(credentialName).finally(() => underWay.delete(key));
		underWay.set(key, reading);
		return readCredential(await reading);
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

/** What of the HTTP response is used; its full type needs packages that are not there. */
interface Response {
	statusCode: number;
	once(event: 'finish', listener: () => void): void;
	status(code: number): { json(body: object): void };
}

const responseOf = (context: IWebhookFunctions) => context.getResponseObject() as unknown as Response;

function refuse(context: IWebhookFunctions): IWebhookResponseData {
	responseOf(context).status(401).json({ message: 'The notification was refused.' });
	return { noWebhookResponse: true };
}

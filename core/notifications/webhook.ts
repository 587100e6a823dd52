import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { type FieldOrder, arrangeFields, pickFields } from '../values/fieldOrder';
import { switchOf } from '../values/fieldChecks';
import { SeenIds } from './seenIds';
import { isUpToDate, keepStored } from './storedData';

/** A notification that is genuine. */
export interface VerifiedEvent<Event extends string = string> {
	item: Record<string, unknown>;
	event: Event;
	id: string;
}

/** Why a notification is refused (for tests, not for people). */
export interface Refused {
	refused: string;
}

/** What looking up what was announced brought: the same, something else, or nothing that decides it. */
export type Confirmation = 'confirmed' | 'contradicted' | 'unconfirmed';

/** How old a notification may be (milliseconds, 0 for no limit), and Unix time in milliseconds. */
export interface AgeLimit {
	maximumAge: number;
	now: number;
}

/** What one platform does in its own way when it announces something. */
export interface WebhookSource<Credential, Verified extends VerifiedEvent> {
	/** The credential's name in n8n. */
	credentialName: string;
	readCredential: (stored: Record<string, unknown>) => Credential;
	/** Reads and verifies a notification over the bytes received. */
	read(credential: Credential, headers: Record<string, unknown>, rawBody: Buffer, limit: AgeLimit): Verified | Refused;
	/** Asks the platform whether what it announced is so. @param stored the credential as n8n keeps it */
	confirm?(context: IWebhookFunctions, stored: IDataObject, verified: Verified): Promise<Confirmation>;
	/** What Simplify keeps of a notification, ten fields at most. */
	simpleFields: (verified: Verified) => FieldOrder;
	/** The text that the platform takes for "received"; anything else makes it send again. */
	acknowledgement: string;
	/** In hours. */
	defaultMaximumAge: number;
}

const HOUR = 3_600_000;

/** The trigger's options; an expression can give them any value. */
interface TriggerOptions {
	confirm?: unknown;
	ignoreRepeated?: boolean;
	maximumAge?: unknown;
}

const seen = new SeenIds();

/**
 * Handles one request to the webhook: a genuine and wanted notification starts the workflow, a genuine
 * but unwanted or repeated one is acknowledged only, everything else gets 401 and starts nothing. One that is to be
 * confirmed and cannot be gets 503, so that the platform sends it again.
 */
export async function receiveNotification<Credential, Verified extends VerifiedEvent>(
	context: IWebhookFunctions,
	source: WebhookSource<Credential, Verified>,
): Promise<IWebhookResponseData> {
	const receivedAt = Date.now();
	const {
		confirm = false,
		ignoreRepeated = true,
		maximumAge = source.defaultMaximumAge,
	} = context.getNodeParameter('options', {}) as TriggerOptions;
	const isSimple = switchOf(context.getNodeParameter('simplify', true), true) !== false;
	const acknowledged: IWebhookResponseData = { webhookResponse: source.acknowledgement };
	const stored = await credentialOf(context, source.credentialName);
	const rawBody = await rawBodyOf(context);
	if (stored === undefined || rawBody === undefined) return refuse(context);
	const verified = source.read(source.readCredential(stored), context.getHeaderData(), rawBody, {
		maximumAge: hoursOf(maximumAge, source.defaultMaximumAge) * HOUR,
		now: receivedAt,
	});
	if ('refused' in verified) return refuse(context);

	const events = context.getNodeParameter('events') as string[];
	if (!events.includes(verified.event)) return acknowledged;
	// Whoever listens for a test event wants to see the one that was sent again, too.
	const remembers = ignoreRepeated && context.getMode() !== 'manual';
	if (remembers && isRepeated(context, verified.id)) return acknowledged;
	// An expression may give any value; only a clear no turns the check off.
	if (confirm !== false && source.confirm) {
		const confirmation = await source.confirm(context, stored, verified);
		if (confirmation === 'contradicted') return refuse(context);
		if (confirmation === 'unconfirmed') return postpone(context);
		// Another copy may have started the workflow meanwhile.
		if (remembers && isRepeated(context, verified.id)) return acknowledged;
	}
	if (remembers) remember(context, verified.id, receivedAt);
	const json = (isSimple ? pickFields : arrangeFields)(verified.item, source.simpleFields(verified));
	return { workflowData: [[{ json: json as IDataObject }]] };
}

const isRepeated = (context: IWebhookFunctions, id: string) =>
	seen.has(triggerOf(context), context.getWorkflowStaticData('node'), id);

/** Has n8n save the identifier, and keeps it in this process once n8n has stored or queued the execution. */
function remember(context: IWebhookFunctions, id: string, receivedAt: number): void {
	const trigger = triggerOf(context);
	if (isUpToDate(context, receivedAt)) {
		// n8n stores this only after it has stored or queued the execution and responded.
		seen.store(trigger, context.getWorkflowStaticData('node'), id);
		keepStored(context);
	}
	const response = responseOf(context);
	response.once('finish', () => {
		if (response.statusCode === 200) seen.confirm(trigger, id);
	});
}

/** Names the trigger in this process. */
const triggerOf = (context: IWebhookFunctions) => `${context.getWorkflow().id} ${context.getNode().id}`;

/** A number of hours, or the fallback: only a number that somebody entered turns the check off. */
function hoursOf(entered: unknown, fallback: number): number {
	const isEntered = typeof entered === 'number' || (typeof entered === 'string' && entered.trim() !== '');
	return isEntered && Number(entered) >= 0 ? Number(entered) : fallback;
}

/** Readings of credentials that are under way, by trigger and credential. */
const underWay = new Map<string, Promise<IDataObject>>();

/**
 * The credential, or nothing where it cannot be had. Calls that come while it is being read share that reading, since
 * n8n makes a sandbox for expressions each time, which costs more than everything else here.
 */
async function credentialOf(context: IWebhookFunctions, credentialName: string): Promise<IDataObject | undefined> {
	const key = [triggerOf(context), context.getNode().credentials?.[credentialName]?.id, context.getMode()].join(' ');
	try {
		const reading = underWay.get(key) ?? context.getCredentials(credentialName).finally(() => underWay.delete(key));
		underWay.set(key, reading);
		return await reading;
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

function postpone(context: IWebhookFunctions): IWebhookResponseData {
	responseOf(context).status(503).json({ message: 'The notification could not be confirmed yet.' });
	return { noWebhookResponse: true };
}

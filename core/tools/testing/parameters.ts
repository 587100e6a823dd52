import { inspect } from 'node:util';
import fc from 'fast-check';
import {
	ExpressionError,
	NodeApiError,
	NodeHelpers,
	NodeOperationError,
	type IDataObject,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';
import { fastClock } from '../async/clocks';
import { anyText } from './anyText';
import { startListener } from './listener';
import { SECRET } from './secret';
import { faultsOf, faultsOfMessage } from './texts';
import { type AnyPlatform, type Credential, type CredentialType, type RunOptions, runNode } from '../n8n/runNode';

export const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const SEED = 20_260_101;

/** What people, sheets, models and attackers put into a field. */
const value = fc.oneof(
	fc.constantFrom<unknown>(
		...[null, '', ' ', true, false, [], {}, [1], { a: 1 }, 0, -0, -1, 1.5, 1e21, 5e-324, Number.MAX_SAFE_INTEGER + 2],
		...[
			'0x10',
			'1e3',
			' 5 ',
			` ${ADDRESS}`,
			'٣',
			'１５',
			'1,5',
			'+1',
			'-1',
			'NaN',
			'Infinity',
			'15.',
			'.5',
			'0',
			'00',
			'1'.repeat(400),
		],
		...['__proto__', 'constructor', 'toString', '{{ $json }}', '=1+1', '${x}', '../..', 'a\nb', 'a\u0000b', '\u202e15'],
		...['\ud800', '😀', ADDRESS, `${ADDRESS} `, ADDRESS.toLowerCase(), 'http://169.254.169.254/', 'javascript:1'],
		...[{ __rl: true, mode: 'name', value: 'TRON' }, { toString: 'x' }, JSON.parse('{"__proto__":{"polluted":1}}')],
	),
	anyText(60),
	fc.string({ maxLength: 20 }),
	fc.double(),
	fc.integer(),
	fc.jsonValue(),
);

/** A node that is tried. */
export interface Target {
	nodeType: INodeType;
	credentialType: CredentialType;
	platform: AnyPlatform;
	/** A credential for a server; applications of their own do not share a pace. */
	credential(url: string, application: string): Credential;
	/** Answered to everything: there is nothing under the number. */
	code: number;
	/** Answered in its place, by operation: where nothing under the number is a reason to ask again. */
	codes?: Record<string, number>;
	/** How many values each field is tried with. */
	values: number;
	/** Right values, so that one field alone is wrong. */
	right: INodeParameters;
}

const byName = (name: string) => ({ __rl: true, mode: 'name', value: name });

interface Field {
	property: INodeProperties;
	/** The collection that it stands in. */
	inside?: string;
	parameters: INodeParameters;
}

/** Every field of every operation, with the parameters that show it. */
function fieldsOf({ nodeType: { description }, right }: Target): Field[] {
	const { properties } = description;
	const node = { typeVersion: 1 };
	const choices = (name: string, chosen: INodeParameters) =>
		properties
			.filter((one) => one.name === name && NodeHelpers.displayParameter(chosen, one, node, description))
			.flatMap(({ options }) => (options as Array<{ value: string }>).map((option) => option.value));
	return choices('resource', {}).flatMap((resource) =>
		choices('operation', { resource }).flatMap((operation) => {
			const lookUps = choices('lookUpBy', { resource, operation });
			return (lookUps.length > 0 ? lookUps : [undefined]).flatMap((lookUpBy) => {
				const parameters = { ...right, resource, operation, ...(lookUpBy !== undefined && { lookUpBy }) };
				const shown = properties.filter(
					(one) =>
						one.type !== 'notice' &&
						!['resource', 'operation'].includes(one.name) &&
						NodeHelpers.displayParameter(parameters, one, node, description),
				);
				return shown.flatMap((property): Field[] =>
					property.type === 'collection'
						? (property.options as INodeProperties[]).map((inner) => ({
								property: inner,
								inside: property.name,
								parameters,
							}))
						: [{ property, parameters }],
				);
			});
		}),
	);
}

/** The field's name in a request; empty where it is not sent. */
const sentAs = ({ property }: Field) => property.routing?.send?.property ?? '';

/** Fields that go out with the spaces around them; of all others these are taken off. */
const WITH_SPACES = ['attach', 'description', 'name', 'payeeName', 'reason', 'title', 'returnUrl', 'locale'];

/** Whether what went out is what was put in: the same text, or the same number. */
function isAsTyped({ property: { name } }: Field, given: unknown, out: unknown): boolean {
	const typed = typeof given === 'string' && !WITH_SPACES.includes(name) ? given.replace(/^ +| +$/g, '') : given;
	if (typeof typed === 'string') return out === typed || (typeof out === 'number' && Number(typed) === out);
	if (typeof typed === 'number') return out === typed || out === String(typed);
	return typeof typed === 'boolean' && (out === typed || out === String(typed));
}

/** Text that carries a number exactly as a person would read it. */
const isPlainNumber = (typed: unknown) => typeof typed !== 'string' || /^\d+(\.\d+)?$/.test(typed);

/** Tests that whatever stands in any field of any operation goes out as it was typed, or not at all. */
export function testParameters(target: Target): void {
	const fields = fieldsOf(target);

	/** Runs one operation with one field filled in with each of the values, one a row. */
	async function run({ property, inside, parameters }: Field, values: unknown[], more: Partial<RunOptions> = {}) {
		const listener = await startListener(target.codes?.[String(parameters.operation)] ?? target.code);
		const name = `${JSON.stringify(parameters)} ${inside ?? ''} ${property.name}`;
		const credential = target.credential(listener.url, `app-${Buffer.from(name).toString('hex')}`);
		const typed = property.type === 'resourceLocator' ? byName('={{ $json.value }}') : '={{ $json.value }}';
		const given: INodeParameters =
			inside === undefined ? { [property.name]: typed } : { [inside]: { [property.name]: typed } };
		const outcome = await runNode({
			...target,
			credential,
			parameters: { ...parameters, ...given },
			rows: values.map((one) => ({ value: one }) as IDataObject),
			onError: 'continueErrorOutput',
			clock: fastClock,
			...more,
		})
			.catch((error: unknown) => error)
			.finally(listener.close);
		const sent = listener.heard.map(({ url = '', body }): IDataObject => {
			const { searchParams } = new URL(url, 'http://server');
			return { ...Object.fromEntries(searchParams), ...(body as IDataObject) };
		});
		return { outcome, sent };
	}

	test('every field of every operation is tried', () => {
		expect(fields.length).toBeGreaterThan(25);
		expect(
			new Set(fields.map(({ parameters }) => `${String(parameters.resource)} ${String(parameters.operation)}`)).size,
		).toBe(
			target.nodeType.description.properties
				.filter(({ name }) => name === 'operation')
				.flatMap(({ options }) => options).length,
		);
	});

	test('whatever stands in a field, it goes out as it was typed or not at all, and the secret never comes out', async () => {
		let compared = 0;
		await Promise.all(
			fields.map(async (field, index) => {
				const values = fc.sample(value, { seed: SEED + index, numRuns: target.values });
				const { outcome, sent } = await run(field, values);
				expect(inspect(outcome, { depth: 10 })).not.toContain(SECRET);
				if (!Array.isArray(outcome)) {
					expect(outcome).toBeInstanceOf(ExpressionError);
					return;
				}
				for (const { json } of outcome as Array<{ json: IDataObject }>) {
					if (json.error !== undefined)
						expect([json.error, faultsOfMessage(String(json.error))]).toEqual([json.error, []]);
					if (json.error !== undefined)
						expect([json.message, faultsOf(String(json.message))]).toEqual([json.message, []]);
				}
				for (const out of sent) {
					const name = sentAs(field);
					if (name === '' || out[name] === undefined) continue;
					compared += 1;
					const isDefault = out[name] === field.property.default;
					const fits =
						isDefault ||
						values.some((typed) =>
							isPlainNumber(typed) || typeof out[name] === 'string' ? isAsTyped(field, typed, out[name]) : false,
						);
					expect([field.property.name, out[name], fits]).toEqual([field.property.name, out[name], true]);
				}
				expect(JSON.stringify(sent)).not.toContain(SECRET);
			}),
		);
		// Otherwise nothing was looked at.
		expect(compared).toBeGreaterThan(fields.length);
		expect({}).not.toHaveProperty('polluted');
	}, 60_000);

	test('a node that stops on errors throws errors of n8n alone, without the secret', async () => {
		await Promise.all(
			fields.map(async (field, index) => {
				const values = fc.sample(value, { seed: SEED - index, numRuns: 2 });
				for (const one of values) {
					const { outcome } = await run(field, [one], { onError: 'stopWorkflow' });
					if (Array.isArray(outcome)) continue;
					const isOfN8n = [NodeApiError, NodeOperationError, ExpressionError].some((kind) => outcome instanceof kind);
					expect([field.property.name, one, isOfN8n, isOfN8n ? '' : inspect(outcome)]).toEqual([
						field.property.name,
						one,
						true,
						'',
					]);
					expect(inspect(outcome, { depth: 10 })).not.toContain(SECRET);
					if (!(outcome instanceof NodeApiError)) continue;
					const { message, description, httpCode } = outcome;
					expect([message, faultsOfMessage(message)]).toEqual([message, []]);
					expect([description, faultsOf(String(description))]).toEqual([description, []]);
					expect(httpCode).toMatch(/^(\d+|[a-z]+[A-Za-z]*)$/);
				}
			}),
		);
	}, 60_000);
}

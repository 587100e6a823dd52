import {
	NodeHelpers,
	type ICredentialType,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypeDescription,
	type NodeParameterValueType,
} from 'n8n-workflow';

/** What a saved workflow relies on in one parameter. */
interface Parameter {
	type: string;
	/** n8n stores only what differs from the default, so the default is part of every saved workflow. */
	default: unknown;
	/** The values that can be chosen, or a resource locator's modes. */
	values?: unknown[];
	/** The fields of a collection. */
	fields?: Parameters;
}

type Parameters = Record<string, Parameter>;

/** Parameters by what has been chosen before, such as `resource=payout operation=get lookUpBy=outTradeNo`. */
type Situations = Record<string, Parameters>;

/** What must stay as it is: names and parameters of nodes by version, and of credentials. */
export interface Contract {
	nodes: Record<string, { credentials: string[]; webhooks: string[]; versions: Record<string, Situations> }>;
	credentials: Record<string, Situations>;
}

/** The contract of nodes and credentials, as n8n itself shows their parameters. */
export function contractOf(nodeTypes: INodeType[], credentialTypes: ICredentialType[]): Contract {
	return {
		nodes: Object.fromEntries(
			nodeTypes.map(({ description }) => [
				description.name,
				{
					credentials: (description.credentials ?? []).map(({ name }) => name),
					webhooks: (description.webhooks ?? []).map(({ httpMethod, path }) => `${httpMethod} ${path}`),
					versions: Object.fromEntries(
						[description.version]
							.flat()
							.map((version) => [version, situationsOf(description.properties, version, description)]),
					),
				},
			]),
		),
		credentials: Object.fromEntries(credentialTypes.map(({ name, properties }) => [name, situationsOf(properties)])),
	};
}

function situationsOf(
	properties: INodeProperties[],
	version?: number,
	description: INodeTypeDescription | null = null,
): Situations {
	const deciding = new Set(
		properties.flatMap(({ displayOptions: { show, hide } = {} }) => Object.keys({ ...show, ...hide })),
	);
	const node = version === undefined ? null : { typeVersion: version };
	const situations: Situations = {};
	const visit = (chosen: INodeParameters): void => {
		const visible = properties.filter(
			(property) => property.type !== 'notice' && NodeHelpers.displayParameter(chosen, property, node, description),
		);
		const next = visible.find(({ name }) => deciding.has(name) && !(name in chosen));
		if (next) {
			for (const value of valuesOf(next) ?? [false, true]) {
				visit({ ...chosen, [next.name]: value as NodeParameterValueType });
			}
			return;
		}
		const name = Object.entries(chosen).map(([key, value]) => `${key}=${value as string}`);
		situations[name.join(' ')] = parametersOf(visible);
	};
	visit({});
	return situations;
}

const parametersOf = (properties: INodeProperties[]): Parameters =>
	Object.fromEntries(properties.map((property) => [property.name, parameterOf(property)]));

function parameterOf(property: INodeProperties): Parameter {
	const values = valuesOf(property);
	const isCollection = property.type === 'collection' || property.type === 'fixedCollection';
	return {
		type: property.type,
		default: property.default,
		...(values && { values }),
		...(isCollection && { fields: fieldsOf(property) }),
	};
}

function fieldsOf({ options = [] }: INodeProperties): Parameters {
	return Object.fromEntries(
		options.map((option) => {
			if (!('values' in option)) return [option.name, parameterOf(option as INodeProperties)];
			const { values } = option;
			return [option.name, { type: 'group', default: undefined, fields: parametersOf(values) }];
		}),
	);
}

function valuesOf({ type, options, modes }: INodeProperties): unknown[] | undefined {
	if (type === 'resourceLocator') return modes?.map(({ name }) => name);
	if (type !== 'options' && type !== 'multiOptions') return undefined;
	return (options as INodePropertyOptions[]).map(({ value }) => value);
}

/**
 * Names what a saved workflow would miss or read otherwise. What is new breaks nothing.
 *
 * @param old what workflows were saved with
 * @param now what they would run with
 */
export function breaks(old: Contract, now: Contract): string[] {
	const found: string[] = [];
	for (const [name, { credentials, webhooks, versions }] of Object.entries(old.nodes)) {
		const node = now.nodes[name];
		if (!node) {
			found.push(`node ${name} is gone`);
			continue;
		}
		for (const credential of credentials) {
			if (!node.credentials.includes(credential)) found.push(`${name}: credential ${credential} is gone`);
		}
		for (const webhook of webhooks) {
			if (!node.webhooks.includes(webhook)) found.push(`${name}: webhook ${webhook} is gone`);
		}
		for (const [version, situations] of Object.entries(versions)) {
			found.push(...brokenSituations(`${name} ${version}`, situations, node.versions[version]));
		}
	}
	for (const [name, situations] of Object.entries(old.credentials)) {
		found.push(...brokenSituations(name, situations, now.credentials[name]));
	}
	return [...new Set(found)];
}

function brokenSituations(where: string, old: Situations, now: Situations | undefined): string[] {
	if (!now) return [`${where} is gone`];
	return Object.entries(old).flatMap(([situation, parameters]) => {
		// A parameter added later may divide a situation; then every part of it must keep the promise.
		const choices = situation.split(' ').filter((choice) => choice !== '');
		const parts = Object.entries(now).filter(([name]) => choices.every((choice) => name.split(' ').includes(choice)));
		if (parts.length === 0) return [`${where}: ${situation || 'everything'} is gone`];
		return parts.flatMap(([, part]) => brokenParameters(`${where}: ${situation}`, parameters, part));
	});
}

function brokenParameters(where: string, old: Parameters, now: Parameters): string[] {
	return Object.entries(old).flatMap(([name, parameter]) => {
		const at = `${where} ${name}`.replace(':  ', ': ');
		const current = now[name];
		if (!current) return [`${at} is gone`];
		const found: string[] = [];
		if (current.type !== parameter.type) found.push(`${at} has type ${current.type} in place of ${parameter.type}`);
		const [before, after] = [JSON.stringify(parameter.default), JSON.stringify(current.default)];
		if (before !== after) found.push(`${at} has default ${after} in place of ${before}`);
		const lost = (parameter.values ?? []).filter((value) => !current.values?.includes(value));
		if (lost.length > 0) found.push(`${at} cannot be ${lost.join(', ')} any more`);
		return [...found, ...brokenParameters(at, parameter.fields ?? {}, current.fields ?? {})];
	});
}

import type { INodeProperties } from 'n8n-workflow';
import { type CheckedField, checkReference } from '../values/fieldChecks';
import type { Values } from './description';
import type { ItemOutcome } from './operation';

/** A number by which something can be looked up. */
export interface LookUpName {
	/** The parameter. */
	name: string;
	/** The API's name of it. */
	apiName: string;
	label: string;
	description: string;
	/** Whose number it is, such as "your own number". */
	whose: string;
	placeholder: string;
}

/** The two numbers of a thing; the first one is asked for unless somebody chooses the other. */
export type LookUpNames = readonly [LookUpName, LookUpName];

/**
 * The fields that ask for one of two numbers; the one that is not chosen is not sent, since the server takes the
 * first that is present, even when it is empty.
 *
 * @param show when they are shown
 * @param what the thing's name in texts
 * @param names the two numbers
 */
export function lookUpFields(
	show: { resource: string[]; operation: string[] },
	what: string,
	names: LookUpNames,
): INodeProperties[] {
	const choice: INodeProperties = {
		displayName: 'Look Up By',
		name: 'lookUpBy',
		type: 'options',
		options: names.map(({ label, name, description }) => ({ name: label, value: name, description })),
		default: '',
		description: `Which number of the ${what} you have`,
		displayOptions: { show },
	};
	const numbers = names.map(({ name, apiName, label, description, placeholder }): INodeProperties => ({
		displayName: label,
		name,
		type: 'string',
		required: true,
		default: '',
		placeholder,
		description,
		displayOptions: { show: { ...show, lookUpBy: [name] } },
		routing: { send: { type: 'body', property: apiName } },
	}));
	// The linter wants every default written out, so the real one is put in here.
	return [{ ...choice, default: names[0].name }, ...numbers];
}

/**
 * The number that an item gives, checked, under its parameter's name. The item's own choice decides, also where an
 * expression makes it; any other value is a problem, since the other number may be somebody else's.
 */
export function chosenNumber(values: Values, names: LookUpNames): { name: string; number: CheckedField } {
	const chosen = names.find(({ name }) => name === values['lookUpBy']);
	if (chosen) return { name: chosen.name, number: checkReference(chosen.label, values[chosen.name]) };
	const choices = names.map(({ name }) => name).join(' or ');
	return { name: names[0].name, number: { problem: `'Look Up By' must be ${choices}. Choose one of the two.` } };
}

/**
 * Says which kind of number is expected, where there is nothing under the one that was given: people mix the two up.
 *
 * @param by the parameter that held the number
 * @param nothing the platform's codes for "there is nothing under this number"
 */
export function sayWhichNumber<Outcome extends ItemOutcome>(
	outcome: Outcome,
	by: string,
	names: LookUpNames,
	nothing: readonly number[],
): Outcome {
	if (!('failure' in outcome) || !nothing.includes(outcome.failure.details.code ?? NaN)) return outcome;
	const [given, other] = by === names[0].name ? names : [names[1], names[0]];
	const expected = `'${given.label}' takes ${given.whose}; ${other.whose} goes into '${other.label}'.`;
	return { ...outcome, failure: { ...outcome.failure, advice: `${expected} ${outcome.failure.advice}` } };
}

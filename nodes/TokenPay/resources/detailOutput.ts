import type { Values } from '../../../core/run/description';
import type { SingleOutcome } from '../../../core/run/operation';
import { type OutputFields, shapeOutput } from '../../../core/run/outputFields';
import type { TokenPayCredential } from '../credential';
import { present } from '../present';

/**
 * Makes the detail of an order or a payout readable, in the form that the item's parameters ask for.
 */
export function detailOutput(
	outcome: SingleOutcome,
	values: Values,
	fields: OutputFields,
	{ environment }: TokenPayCredential,
): SingleOutcome {
	return 'json' in outcome ? shapeOutput({ json: present(outcome.json, environment) }, values, fields) : outcome;
}

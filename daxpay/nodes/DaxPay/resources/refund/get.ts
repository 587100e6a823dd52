import { outputParameters, shapeOutput } from '../../../../../core/run/outputFields';
import { NOTHING_FOUND } from '../../codes';
import { lookUpDetail } from '../../lookUp';
import type { Operation } from '../../operation';
import { REFUND } from '../../outputFields';
import { type LookUpNames, chosenNumber, lookUpFields, sayWhichNumber } from '../../../../../core/run/lookUpFields';
import { DAXPAYS, YOURS } from '../paymentFields';

const NAMES: LookUpNames = [
	{
		name: 'bizRefundNo',
		apiName: 'bizRefundNo',
		label: 'Refund Number',
		description: 'Your own number of the refund, as given when it was created (bizRefundNo)',
		whose: YOURS,
		placeholder: 'e.g. refund-1001',
	},
	{
		name: 'refundNo',
		apiName: 'refundNo',
		label: 'DaxPay Refund Number',
		description: "DaxPay's own number of the refund, as Create refund answers it (refundNo)",
		whose: DAXPAYS,
		placeholder: 'e.g. DEV_R2025082612000000000001',
	},
];

const showOnlyForRefundGet = { resource: ['refund'], operation: ['get'] };

export const fields = [
	...lookUpFields(showOnlyForRefundGet, 'refund', NAMES),
	...outputParameters(showOnlyForRefundGet, REFUND),
];

export const operation: Operation = {
	movesMoney: false,
	check(values, { credential, routes }) {
		const { name, number } = chosenNumber(values, NAMES);
		if ('problem' in number) return { problems: [number.problem] };
		const request = routes('refund', 'get')({ [name]: number.text });
		return {
			async send(client) {
				const outcome = await lookUpDetail(client, request, credential);
				return shapeOutput(sayWhichNumber(outcome, name, NAMES, NOTHING_FOUND), values, REFUND);
			},
		};
	},
};

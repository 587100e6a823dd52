import type { INodeProperties } from 'n8n-workflow';
import { outputParameters, shapeOutput } from '../../../../../core/run/outputFields';
import { checkCode } from '../../../../../core/values/fieldChecks';
import { NOTHING_FOUND } from '../../codes';
import { lookUpDetail } from '../../lookUp';
import type { Operation } from '../../operation';
import { TRANSFER } from '../../outputFields';
import { type LookUpNames, chosenNumber, lookUpFields, sayWhichNumber } from '../../../../../core/run/lookUpFields';

const showOnlyForTransferGet = { resource: ['transfer'], operation: ['get'] };
import { channelField } from '../channel';
import { DAXPAYS, YOURS } from '../paymentFields';

const NAMES: LookUpNames = [
	{
		name: 'bizTransferNo',
		apiName: 'bizTransferNo',
		label: 'Transfer Number',
		description: 'Your own number of the transfer, as given when it was created (bizTransferNo)',
		whose: YOURS,
		placeholder: 'e.g. row-1',
	},
	{
		name: 'transferNo',
		apiName: 'transferNo',
		label: 'DaxPay Transfer Number',
		description: "DaxPay's own number of the transfer, as Create transfer answers it (transferNo)",
		whose: DAXPAYS,
		placeholder: 'e.g. DEV_T2025082612000000000001',
	},
];

export const fields: INodeProperties[] = [
	...lookUpFields(showOnlyForTransferGet, 'transfer', NAMES),
	channelField(
		{ show: { ...showOnlyForTransferGet, lookUpBy: ['bizTransferNo'] } },
		"Who paid. Open needs it beside your own number; for 3.0 leave it empty, it isn't sent.",
		false,
	),
	...outputParameters(showOnlyForTransferGet, TRANSFER),
];

export const operation: Operation = {
	movesMoney: false,
	check(values, { credential, routes }) {
		const { name, number } = chosenNumber(values, NAMES);
		const needsChannel = credential.apiVersion === 'open' && name === 'bizTransferNo';
		const channel = needsChannel ? checkCode('Channel', values['channel']) : { text: '' };
		if ('problem' in number || 'problem' in channel) {
			return { problems: [number, channel].flatMap((checked) => ('problem' in checked ? [checked.problem] : [])) };
		}
		const request = routes('transfer', 'get')({ [name]: number.text, ...(needsChannel && { channel: channel.text }) });
		return {
			async send(client) {
				const outcome = await lookUpDetail(client, request, credential);
				return shapeOutput(sayWhichNumber(outcome, name, NAMES, NOTHING_FOUND), values, TRANSFER);
			},
		};
	},
};

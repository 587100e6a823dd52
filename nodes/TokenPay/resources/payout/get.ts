import { lookUpOperation } from '../get';

export const { fields, operation } = lookUpOperation('payout', ['waitUntilLanded']);

import { lookUpOperation } from '../get';

export const { fields, operation } = lookUpOperation('order');

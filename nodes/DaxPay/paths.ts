import type { ApiVersion } from './credential';

const SECRET_SIGNED = {
	close: '/unipay/close',
	sync: '/unipay/sync/order/pay',
	refund: '/unipay/refund',
	transfer: '/unipay/transfer',
	ping: '/unipay/ping',
	queryPayment: '/unipay/query/payOrder',
	queryRefund: '/unipay/query/refundOrder',
	queryTransfer: '/unipay/query/transferOrder',
} as const;

const OPEN = {
	...SECRET_SIGNED,
	queryPayment: '/unipay/query/pay-order',
	queryRefund: '/unipay/query/refund-order',
	queryTransfer: '/unipay/query/transfer-order',
} as const;

/** Where each call goes; Open spells its look-ups in another way (DaxPay API, other operations). */
export function pathsOf(version: ApiVersion): Readonly<Record<keyof typeof SECRET_SIGNED, string>> {
	return version === 'open' ? OPEN : SECRET_SIGNED;
}

/** The paths of 3.0, which the panel's operations are set up with. */
export const PATHS = SECRET_SIGNED;

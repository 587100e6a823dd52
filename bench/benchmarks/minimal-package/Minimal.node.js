/**
 * The least that n8n needs to send a payout declaratively: the same fields and the same credential as
 * "Create payout", which signs; no checks, no pace, no look-up, no understanding of the answer.
 */
class Minimal {
	description = {
		displayName: 'Minimal',
		name: 'minimal',
		group: ['output'],
		version: 1,
		description: 'Sends what it is given',
		defaults: { name: 'Minimal' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'tokenPayApi', required: true }],
		requestDefaults: { baseURL: 'https://api.tokenpay.me', method: 'POST', url: '/v1/payanother/payment' },
		properties: [
			text('outTradeNo', 'out_trade_no'),
			locator('chain'),
			locator('currency'),
			text('amount', 'amount'),
			text('toAddress', 'to_address'),
		],
	};
}

function text(name, property) {
	return { displayName: name, name, type: 'string', default: '', routing: { send: { type: 'body', property } } };
}

function locator(name) {
	return {
		displayName: name,
		name,
		type: 'resourceLocator',
		default: { mode: 'name', value: '' },
		modes: [{ displayName: 'By Name', name: 'name', type: 'string' }],
		routing: { send: { type: 'body', property: name } },
	};
}

module.exports = { Minimal };

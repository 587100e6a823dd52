import fc from 'fast-check';
import { isDefiniteRefusal } from '../../nodes/DaxPay/refusals';

describe('a refusal is definite', () => {
	test.each([
		'余额不足',
		'付款方余额不足',
		'商户账户资金不足,请充值后原单重试',
		'PAYER_BALANCE_NOT_ENOUGH',
		'BALANCE_IS_NOT_ENOUGH',
		'ACQ.SELLER_BALANCE_NOT_ENOUGH',
		'Insufficient balance',
		'收款账号不存在',
		'PAYEE_NOT_EXIST: 收款账号不存在',
		'支付宝账号和姓名不匹配，请确认姓名是否正确',
		'PAYEE_USER_INFO_ERROR',
		'NAME_MISMATCH 真实姓名不一致',
		'ACCOUNT_NOT_VERIFIED',
		'超出商户单日转账额度，请核实产品设置是否准确',
		'EXCEED_LIMIT_SM_AMOUNT',
		'EXCEED_LIMIT_DM_MAX_AMOUNT',
		'参数有误。',
		'PARAM_ERROR',
		'NO_AUTH 当前商户号没有相关权限',
		'isv.insufficient-isv-permissions',
	])('for "%s"', (words) => expect(isDefiniteRefusal(words)).toBe(true));
});

describe('the result stays open', () => {
	test.each([
		'',
		'系统错误',
		'系统繁忙',
		'ACQ.SYSTEM_ERROR',
		'isp.unknow-error',
		'BANK_ERROR',
		'处理中',
		'HTTP 502',
		'Read timed out',
		'付款账号状态异常',
		'其他',
		'失败',
		'PAYMENT_INFO_INCONSISTENCY',
		'INVALID_REQUEST',
		'交易不存在',
		'余额',
		'not_enough',
		'XNOT_ENOUGH',
		'NOT_ENOUGHX',
	])('after "%s"', (words) => expect(isDefiniteRefusal(words)).toBe(false));

	test('wherever an uncertain word stands beside a definite one', () => {
		const definite = fc.constantFrom('余额不足', 'PAYEE_NOT_EXIST', '参数错误', 'EXCEED_LIMIT_SM_AMOUNT');
		const uncertain = fc.constantFrom(
			...[
				'系统',
				'超时',
				'稍后再试',
				'SYSTEM_ERROR',
				'timeout',
				'处理中',
				'HTTP',
				'502',
				'unknown',
				'未知',
				'异常',
				'查询',
			],
		);
		fc.assert(
			fc.property(definite, uncertain, fc.boolean(), fc.constantFrom(' ', '，', ': '), (one, other, swap, between) => {
				expect(isDefiniteRefusal((swap ? [other, one] : [one, other]).join(between))).toBe(false);
			}),
		);
	});
});

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

describe('a refusal is definite with a documented code, wherever it stands', () => {
	test.each([
		...['PAYER_BALANCE_NOT_ENOUGH', 'BALANCE_IS_NOT_ENOUGH', 'SELLER_BALANCE_NOT_ENOUGH', 'NOT_ENOUGH', 'NOTENOUGH'],
		...['PAYEE_NOT_EXIST', 'PAYEE_ACCOUNT_NOT_EXSIT', 'PAYEE_USER_INFO_ERROR', 'PAYEE_ACC_OCUPIED'],
		...['PAYEE_NOT_RELNAME_CERTIFY', 'PERM_AML_NOT_REALNAME_REV'],
		...['ACCOUNT_NOT_EXIST', 'ACCOUNT_NOT_VERIFIED', 'ACCOUNT_FROZEN', 'NAME_MISMATCH', 'NAME_NOT_CORRECT'],
		...['REAL_NAME_CHECK_FAIL', 'ID_CARD_NOT_CORRECT', 'OPENID_INVALID', 'OPENID_ERROR'],
		...['TRANSFER_QUOTA_EXCEED', 'DAY_RECEIVED_QUOTA_EXCEED', 'DAY_RECEIVED_COUNT_EXCEED'],
		...['MONTH_RECEIVED_QUOTA_EXCEED', 'REALNAME_ACCOUNT_RECEIVED_QUOTA_EXCEED', 'QUOTA_EXCEED', 'MONEY_LIMIT'],
		...['REFUND_AMT_NOT_EQUAL_TOTAL', 'REASON_TRADE_REFUND_FEE_ERR', 'INVALID_PARAMETER', 'PARAM_ERROR'],
		...['REMARK_HAS_SENSITIVE_WORD', 'NO_AUTH', 'NOAUTH', 'PRODUCT_NOT_SIGN', 'PRODUCT_AUTH_CHECK_FAIL'],
		...['PERMIT_CHECK_PERM_LIMITED', 'PERMIT_PAYER_FORBIDDEN', 'PERMIT_PAYER_LOWEST_FORBIDDEN', 'EXCEED_LIMIT_X'],
	])('%s', (code) => {
		for (const words of [code, `ACQ.${code}`, `(${code}) x`]) expect(isDefiniteRefusal(words)).toBe(true);
		for (const words of [code.toLowerCase(), `X${code}`, `X_${code}`]) expect(isDefiniteRefusal(words)).toBe(false);
	});
});

describe('a refusal is definite in words', () => {
	test.each([
		...[
			'余额不足',
			'资金不足',
			'可用额度不足',
			'insufficient balance',
			'Insufficient Funds',
			'insufficient account funds',
		],
		...['balance not enough', 'Funds are not enough', 'balance is not enough', 'insufficient account balance'],
		...['账户', '账号', '帐户', '帐号', '用户', '收款人', '收款方', 'openid', 'OpenID'].map((who) => `${who}不存在`),
		...['payee does not exist', "Payee account doesn't exist", 'payee account does not exist'],
		...['不匹配', '不一致', '不符', '不正确', '校验不通过', '有误'].map((what) => `姓名${what}`),
		...['实名信息不符', '户名与账号不一致', '姓名12345678有误', '用户未实名'],
		...[
			'超出限额',
			'超过单笔额度',
			'达到今日转账上限',
			'已达上限',
			'超出123456789012限额',
			'金额超限',
			'额度超限',
			'限额超限',
		],
		...['错误', '有误', '无效', '不正确', '不合法', '缺失'].map((what) => `参数${what}`),
		...['Invalid parameter', 'illegal parameter', 'missing parameter'],
		...['没有权限', '缺少权限', '未开通该产品', '未签约此产品', '无此功能', '没有123456权限', '权限不足'],
		'ISV.Insufficient-ISV-Permissions',
	])('such as "%s"', (words) => expect(isDefiniteRefusal(words)).toBe(true));

	test.each([
		...['金额不足', 'insufficient', 'balance', 'balance enough', 'not enough', '不存在', '订单不存在', 'payee exist'],
		...['姓名', '不匹配', '姓名123456789有误', '超出', '限额', '超出1234567890123限额', '超限', '参数', '权限'],
		...['无1234567权限', 'parameter', 'some parameter', '没有'],
	])('and not "%s"', (words) => expect(isDefiniteRefusal(words)).toBe(false));
});

describe('a word that leaves the result open does so beside one that is definite', () => {
	test.each([
		...['time out', 'timeout', 'time-out', 'timed', 'connect', 'reset', 'network', 'I/O', 'i/o', 'unknow', 'unknown'],
		...['isp.x', 'system', 'busy', 'process', 'pending', 'bank', 'exception', 'internal', 'server', 'service'],
		...['gateway', 'unavailable', 'later', 'repeat', 'duplicate', 'http', '500', '504', '599', '超时', '连接', '网络'],
		...['中断', '异常', '未知', '未明', '系统', '繁忙', '维护', '服务', '处理', '进行中', '受理', '确认中', '待确认'],
		...['稍后', '稍候', '重复', '已存在', '查询', '银行', '结果'],
	])('%s', (word) => {
		for (const words of [`余额不足 ${word}`, `${word}, PARAM_ERROR`, `${word.toUpperCase()} 参数错误`]) {
			expect(isDefiniteRefusal(words)).toBe(false);
		}
	});

	test.each(['ispX', '1500', '5001', '400', '50', '5x0', 'xi/o', 'I/Ox', 'I O'])('but not "%s"', (word) =>
		expect(isDefiniteRefusal(`余额不足 ${word}`)).toBe(true),
	);
});

describe('the result stays open', () => {
	test.each([
		'',
		'系统错误',
		'系统繁忙',
		'ACQ.SYSTEM_ERROR',
		'isp.unknow-error',
		'BANK_ERROR',
		'PERMIT_NON_BANK_LIMIT_PAYEE',
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

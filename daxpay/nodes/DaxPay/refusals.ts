/**
 * Refusals of a channel that are known to be definite: the channel paid nothing. Whatever is not listed here leaves the
 * result open, since DaxPay records every error of a channel as a failure, those after which it was paid included.
 *
 * Sources, all public: the error codes of Alipay's alipay.fund.trans.uni.transfer, alipay.fund.trans.toaccount.transfer
 * and alipay.trade.refund (opendocs.alipay.com); WeChat Pay's error codes of v3 refunds and transfers, its reasons of
 * failed transfers (pay.weixin.qq.com/doc/v3/merchant/4013774966), and the codes of its older transfers.
 *
 * Left out on purpose: codes that say that a number was used before (PAYMENT_INFO_INCONSISTENCY,
 * DISCORDANT_REPEAT_REQUEST), that a trade's state forbids something (TRADE_HAS_FINISHED, INVALID_REQUEST), those
 * whose documentation tells to look the result up or to send it again (SYSTEM_ERROR, BANK_ERROR), and what has an
 * uncertain word in its name (PERMIT_NON_BANK_LIMIT_PAYEE).
 */
const DEFINITE_CODES = new Set([
	// The payer's balance.
	'PAYER_BALANCE_NOT_ENOUGH',
	'BALANCE_IS_NOT_ENOUGH',
	'SELLER_BALANCE_NOT_ENOUGH',
	'NOT_ENOUGH',
	'NOTENOUGH',
	// The payee: does not exist, cannot receive, or is somebody else.
	'PAYEE_NOT_EXIST',
	'PAYEE_ACCOUNT_NOT_EXSIT',
	'PAYEE_USER_INFO_ERROR',
	'PAYEE_ACC_OCUPIED',
	'PAYEE_NOT_RELNAME_CERTIFY',
	'PERM_AML_NOT_REALNAME_REV',
	'ACCOUNT_NOT_EXIST',
	'ACCOUNT_NOT_VERIFIED',
	'ACCOUNT_FROZEN',
	'NAME_MISMATCH',
	'NAME_NOT_CORRECT',
	'REAL_NAME_CHECK_FAIL',
	'ID_CARD_NOT_CORRECT',
	'OPENID_INVALID',
	'OPENID_ERROR',
	// Limits; EXCEED_LIMIT_… besides.
	'TRANSFER_QUOTA_EXCEED',
	'DAY_RECEIVED_QUOTA_EXCEED',
	'DAY_RECEIVED_COUNT_EXCEED',
	'MONTH_RECEIVED_QUOTA_EXCEED',
	'REALNAME_ACCOUNT_RECEIVED_QUOTA_EXCEED',
	'QUOTA_EXCEED',
	'MONEY_LIMIT',
	'REFUND_AMT_NOT_EQUAL_TOTAL',
	'REASON_TRADE_REFUND_FEE_ERR',
	// Parameters.
	'INVALID_PARAMETER',
	'PARAM_ERROR',
	'REMARK_HAS_SENSITIVE_WORD',
	// Permissions and contracts.
	'NO_AUTH',
	'NOAUTH',
	'PRODUCT_NOT_SIGN',
	'PRODUCT_AUTH_CHECK_FAIL',
	'PERMIT_CHECK_PERM_LIMITED',
	'PERMIT_PAYER_FORBIDDEN',
	'PERMIT_PAYER_LOWEST_FORBIDDEN',
]);

const DEFINITE_PREFIX = 'EXCEED_LIMIT_';

/** The same in words, as the channels write them beside their codes; DaxPay often hands on the words alone. */
const DEFINITE_WORDS: readonly RegExp[] = [
	/(余额|资金|可用额度)不足|insufficient (account )?(balance|funds)|(balance|funds) (is |are )?not enough/i,
	/(账户|账号|帐户|帐号|用户|收款人|收款方|openid)不存在|payee (account )?(does not|doesn't) exist/i,
	/(姓名|实名|户名).{0,8}(不匹配|不一致|不符|不正确|校验不通过|有误)|未实名/,
	/(超出|超过|达到|已达).{0,12}(限额|额度|上限)|(金额|额度|限额)超限/,
	/参数(错误|有误|无效|不正确|不合法|缺失)|(invalid|illegal|missing) parameter/i,
	/(没有|缺少|未开通|未签约|无).{0,6}(权限|该产品|此产品|功能)|权限不足|insufficient-isv-permissions/i,
];

/**
 * Words that leave the result open, whatever stands beside them: a time-out, a broken connection, an error of the
 * channel's own system, something in work, or that it was sent before.
 */
const UNCERTAIN_WORDS =
	/time.?out|timed|connect|reset|network|\bI\/O\b|unknow|isp\.|system|busy|process|pending|bank|exception|internal|server|service|gateway|unavailable|later|repeat|duplicate|http|\b5\d\d\b|超时|连接|网络|中断|异常|未知|未明|系统|繁忙|维护|服务|处理|进行中|受理|确认中|待确认|稍后|稍候|重复|已存在|查询|银行|结果/i;

/**
 * Whether a channel's own words say for certain that it paid nothing.
 *
 * @param words free text of a channel, as in `errorMsg`; none at all says nothing
 */
export function isDefiniteRefusal(words: string): boolean {
	if (UNCERTAIN_WORDS.test(words)) return false;
	const codes = words.match(/[A-Z][A-Z0-9_]+/g) ?? [];
	return (
		codes.some((code) => DEFINITE_CODES.has(code) || code.startsWith(DEFINITE_PREFIX)) ||
		DEFINITE_WORDS.some((pattern) => pattern.test(words))
	);
}

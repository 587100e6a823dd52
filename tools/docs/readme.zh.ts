/** Chinese texts of the generated tables; `tools/docs/readme.ts` demands exactly one for each entry of the code. */

/** Operations by their English action, which n8n shows and the table therefore keeps. */
export const OPERATIONS_ZH: Readonly<Record<string, { name: string; description: string }>> = {
	'Get balance': { name: '查询余额', description: '查询某一币种还有多少余额可用于代付' },
	'Get many currencies': { name: '查询币种列表', description: '列出平台支持的币种，以及所在的链和限额' },
	'Close order': { name: '关闭订单', description: '关闭一笔尚未支付的订单；此后仍可能入账，金额也可能不同' },
	'Create order': { name: '创建订单', description: '创建订单，并取得支付页面的地址' },
	'Get order': { name: '查询订单', description: '查询订单的状态和详情' },
	'Close payout': { name: '关闭代付', description: '关闭一笔尚未付出的代付' },
	'Create payout': { name: '创建代付', description: '向一个地址付出加密货币，同一代付单号至多付一次' },
	'Estimate fee of payout': { name: '估算代付手续费', description: '询问一笔代付的手续费，原样返回 TokenPay 的应答' },
	'Get payout': { name: '查询代付', description: '查询代付的状态和详情' },
	'Preview payouts': { name: '预览代付', description: '查看一张清单要花多少、有哪些不对，但什么也不付' },
	'Wait until payout landed': {
		name: '等待代付到账',
		description: '反复查询代付，直到到账；不需要 Notify URL，也不需要公网地址',
	},
	'Create wallet': { name: '登记钱包', description: '登记一个钱包，此后有币转入时 TokenPay 会发送回调通知' },
	'Delete wallet': { name: '删除钱包', description: '从 TokenPay 移除一个钱包，其中的币不受影响' },
	'Get wallet': { name: '查询钱包', description: '查询一个已登记的钱包' },
	'Update wallet': { name: '修改钱包', description: '修改已登记钱包的名称' },
};

/** Errors by the platform's code, or by the name in `details.reason`. */
export const ERRORS_ZH: Readonly<Record<string, { message: string; advice: string }>> = {
	100: { message: '请求参数有误', advice: '检查这一行的各项值：平台无法解析这个请求。' },
	103: { message: '签名无效', advice: "检查凭据中的 'App Secret'、'App ID' 和 'Merchant ID'。" },
	104: { message: '签名已过期', advice: '校准运行 n8n 的机器的时钟（开启时间同步），然后重新执行。' },
	11000: {
		message: 'TokenPay 没有执行该操作',
		advice: '可能状态已变，或当前状态不允许该操作：看 TokenPay 返回的原文，并查询该单号。',
	},
	11001: {
		message: '请求过于频繁',
		advice: "本次请求未产生任何效果。稍后重新执行；如有其他程序共用同一应用，请调低凭据中的 'Requests per Second'。",
	},
	11003: { message: '缺少必填参数', advice: '填写 TokenPay 指出的字段。' },
	12001: { message: '该单号已存在', advice: '查询该单号；如果是另一笔款项，请换用新单号。' },
	12002: { message: '该单号不存在', advice: '检查单号，并确认所用凭据就是创建时的那一个。' },
	12003: { message: '数据为空', advice: '检查这一行的各项值。' },
	20000: { message: '应用不存在', advice: "检查凭据中的 'App ID' 和 'Environment'。" },
	20001: { message: '应用已停用', advice: '到商户后台启用该应用。' },
	20002: { message: '余额不足', advice: '为该币种充值，然后用同一单号重新执行。' },
	20003: { message: '额度不足', advice: '到商户后台提高额度，然后用同一单号重新执行。' },
	20004: { message: '请求频率受限', advice: "稍等片刻，用同一单号重新执行；并调低凭据中的 'Requests per Second'。" },
	20005: { message: '参数无效', advice: '改正 TokenPay 指出的值。' },
	unlisted: { message: 'TokenPay 返回了文档未列出的代码', advice: '看 TokenPay 返回的原文，并查询该单号。' },
	httpError: {
		message: 'TokenPay 返回的 HTTP 状态不是成功',
		advice: "检查凭据中的 'Environment' 和 'Base URL'，以及本机 IP 是否在应用的 IP 白名单中。",
	},
	serverError: { message: 'TokenPay 未能处理该请求', advice: '稍后用同一单号重新执行。' },
	unauthorized: {
		message: '对方主机以未授权为由拒绝了请求',
		advice: "检查凭据中的 'Environment' 和 'Base URL'，以及本机 IP 是否在应用的 IP 白名单中。",
	},
	redirect: {
		message: '对方主机要求重定向，节点没有跟随',
		advice: "检查凭据中的 'Environment' 和 'Base URL'：TokenPay 的应答不会重定向。",
	},
	unreadable: {
		message: '应答不是 TokenPay 的格式',
		advice: "检查凭据中的 'Environment' 和 'Base URL'：应答的可能是某个网页或代理。",
	},
	unverified: {
		message: '应答所带的签名不匹配',
		advice:
			"检查 'App Secret'。如果无误，应答可能在途中被篡改；请向 TokenPay 核实。如果应答本就采用另一种签名方式，可在凭据中关闭 'Verify Responses'。",
	},
	unsigned: {
		message: '应答报告成功却没有签名，因此不予采信',
		advice:
			"打开凭据，点击 Retry：它会说明 TokenPay 是否对应答签名。如果不签名，请关闭 'Verify Responses'；如果签名，应答可能在途中被篡改。",
	},
	stale: {
		message: '应答的签名时间与本机时间相差超过 15 分钟，因此不予采信',
		advice: '校准运行 n8n 的机器的时钟（开启时间同步），然后用同一编号重新执行。如果时钟无误，可能有人在重放旧的应答。',
	},
	timeout: {
		message: 'TokenPay 未在限定时间内应答',
		advice: "用同一单号重新执行；可在 'Request Options' 中调大 'Timeout'。",
	},
	cut: { message: '收到应答之前连接中断', advice: '用同一单号重新执行。' },
	stopped: { message: '请求进行途中，执行被停止', advice: '用同一单号重新执行。' },
	dns: { message: '找不到主机', advice: "检查凭据中的 'Environment' 和 'Base URL'，以及运行 n8n 的机器的 DNS。" },
	refused: {
		message: '无法建立连接',
		advice: "检查凭据中的 'Environment' 和 'Base URL'，以及运行 n8n 的机器的网络或代理。",
	},
	tls: {
		message: '主机的证书未被接受',
		advice: "检查凭据中的 'Environment' 和 'Base URL'；涉及代付时不要关闭证书校验。",
	},
	domain: {
		message: '凭据不允许请求该主机',
		advice: "把凭据中的 'Allowed HTTP Request Domains' 设为 All，或在其中加入该主机。",
	},
	newer: {
		message: '此版本的软件包不认识该操作',
		advice: '请更新软件包：该工作流是用更新的版本保存的。',
	},
	input: { message: '这一行有字段不正确', advice: '改正所指出的字段。' },
	limit: {
		message: '凭据不允许这笔代付',
		advice: '检查金额和收款方；如果无误，请修改凭据中的 Maximum Payout Amount 或 Allowed Recipients。',
	},
	credential: { message: '凭据无法使用', advice: '打开凭据并改正。' },
	different: {
		message: '该单号属于另一笔代付',
		advice: '请对比两者：如果本应是同一笔，请改正这一行；只有确实是新的代付才使用新单号。',
	},
	closed: {
		message: '该单号下的代付已终结，不会再付',
		advice: '如果仍需付款，请先在商户后台确认没有付过，再换用新单号。',
	},
	notLookedUp: {
		message: '没有发送代付，因为无法事先查询其单号',
		advice: '先前的执行做了什么，无从得知。请先解决所指出的情况，然后用同一单号重新执行，绝不要换新单号。',
	},
	state: {
		message: '该单号下的代付处于不能确认为正常的状态',
		advice: '再次付款之前，请先在商户后台查询；单号保持不变。',
	},
	samePayee: {
		message: '另一行以另一单号向同一收款方付同样的金额',
		advice: '删除其中一行；如果两笔都要付，请在 Same Payee Twice 中选择 Warn 或 Allow。',
	},
	runTotal: {
		message: '整张清单超过单次执行允许支付的总额',
		advice: '检查清单；只有确实无误，才拆分清单，或调高凭据中的 Maximum Total per Run。',
	},
	balance: { message: '余额不足以支付整张清单', advice: '充值或删减行，然后用同一批单号重新执行。' },
	balanceUnknown: {
		message: '无法查到余额',
		advice: '先解决所指出的问题，或关闭 Check Balance First，然后用同一批单号重新执行。',
	},
	otherUnit: {
		message: '该账户似乎以另一种单位计算代付金额',
		advice:
			"金额恰好相差该币种的小数位数。请把凭据中的 'Payout Amount Unit' 改为另一种单位；继续付款之前，请先在商户后台查询这笔代付。",
	},
	unknown: {
		message: 'OUTCOME UNKNOWN（结果未知），可能已付出，也可能没有',
		advice: '用同一单号重新执行，绝不要换新单号：节点会先查询该单号，至多付一次。',
	},
	stoppedBefore: { message: '发送之前，执行已被停止', advice: '用同一单号重新执行。' },
	notSent: { message: '另一行使本次执行停止', advice: '改正那一行后重新执行；已付的行会凭单号识别出来。' },
	notClosed: { message: '未能关闭', advice: '查询以了解其状态。' },
};

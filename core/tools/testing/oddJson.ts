/** JSON that parsers stumble over. */
export const ODD: Array<[string, string]> = [
	['__proto__', '{"__proto__":{"polluted":true},"a":1}'],
	['constructor.prototype', '{"constructor":{"prototype":{"polluted":true}}}'],
	['deep nesting', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
	['nesting that does not end', '{"a":'.repeat(20_000)],
	['huge numbers', '{"amount":1e400,"decimals":-1e400,"n":123456789012345678901234567890}'],
	['keys that stand twice', '{"app_id":"x","app_id":"y","sign":"a","sign":"b"}'],
	['a number for everything', '{"app_id":1,"mch_id":2,"create_time":3,"resource":4,"sign":5,"data":6}'],
	['lists for everything', '{"app_id":[],"mch_id":[],"create_time":[],"resource":[],"sign":[],"data":[]}'],
	['a lone surrogate', '{"a":"\\ud800"}'],
	['nothing', ''],
];

/** Bytes that are no text. */
export const INVALID_UTF8 = Buffer.concat([
	Buffer.from('{"a":"'),
	Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
	Buffer.from('"}'),
]);

import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { credentialIssue, readCredential } from '../../nodes/DaxPay/credential';
import { amountToSend, yuanOf } from '../../nodes/DaxPay/money';
import { keyProblem, wrapPem } from '../../nodes/DaxPay/pem';
import { isoTime, isTimezone, localTime, unixTime } from '../../nodes/DaxPay/time';

describe('amounts', () => {
	const fen = fc.integer({ min: 1, max: 9_000_000_000_000 });
	const yuan = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

	test('of any number of fen go out and come back exactly, in every version', () => {
		fc.assert(
			fc.property(fen, (cents) => {
				const text = yuan(cents);
				expect(amountToSend('open', text)).toBe(cents);
				expect(yuanOf('open', cents)).toBe(yuanOf('open', String(cents)));
				for (const version of ['v3', 'v3Beta'] as const) {
					const sent = amountToSend(version, text);
					// What JSON carries, and what comes back from it.
					expect(yuanOf(version, JSON.parse(JSON.stringify(sent)))).toBe(yuanOf('open', cents));
				}
			}),
		);
	});

	test.each(['0.001', '1.', '-1', '1e3', '', ' 1', '99999999999999999'])('%j is not sent', (text) => {
		expect([amountToSend('v3', text), amountToSend('open', text)]).toEqual([undefined, undefined]);
	});

	test.each([null, undefined, {}, [], true, 'x', -1, 1.5, NaN])('%p is no amount of Open', (value) =>
		expect(yuanOf('open', value)).toBeUndefined(),
	);

	test.each([null, undefined, {}, [], ['15.5'], true, 'x', -1, '', NaN, 1e21])('%p is no amount of 3.0', (value) =>
		expect(yuanOf('v3', value)).toBeUndefined(),
	);

	test.each([
		[15.5, '15.5'],
		['15.50', '15.5'],
		[0, '0'],
	])('%p is %s yuan on 3.0', (value, yuan) => expect(yuanOf('v3Beta', value)).toBe(yuan));

	test.each(['90071992547409.91', '70368744177664.01'])(
		'%s yuan go out as fen, but not as a number of yuan',
		(yuan) => {
			expect(amountToSend('open', yuan)).toBe(Number(yuan.replace('.', '')));
			expect(amountToSend('v3', yuan)).toBeUndefined();
		},
	);

	test('more fen than a number holds for certain are not sent, in any version', () => {
		for (const version of ['open', 'v3', 'v3Beta'] as const) {
			expect(amountToSend(version, '90071992547409.92')).toBeUndefined();
		}
	});
});

describe('times', () => {
	const time = fc
		.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) })
		.map((ms) => Math.floor(ms / 1000) * 1000);

	test('written for a zone without changes of the clocks are read back exactly', () => {
		fc.assert(
			fc.property(time, fc.constantFrom('Asia/Shanghai', 'UTC', 'Asia/Kolkata'), (at, zone) => {
				expect(unixTime(localTime(new Date(at), zone), zone)).toBe(at);
			}),
		);
	});

	test('written for a zone with changes of the clocks are at most an hour off', () => {
		fc.assert(
			fc.property(time, (at) => {
				const read = unixTime(localTime(new Date(at), 'America/New_York'), 'America/New_York') ?? 0;
				expect([0, 3_600_000]).toContain(Math.abs(read - at));
			}),
		);
	});

	test.each([
		['2025-05-18 10:14:14', '2025-05-18T02:14:14.000Z'],
		['2025-05-18T10:14:14', '2025-05-18T02:14:14.000Z'],
		['2025-05-18T10:14:14Z', '2025-05-18T10:14:14.000Z'],
		['2025-05-18T10:14:14.123+08:00', '2025-05-18T02:14:14.123Z'],
		['2025-05-18 10:14:14.5Z', '2025-05-18T10:14:14.500Z'],
		['2025-05-18 10:14:14-03:30', '2025-05-18T13:44:14.000Z'],
		['1970-01-01 08:00:00', '1970-01-01T00:00:00.000Z'],
	])('%s is %s', (text, iso) => expect(isoTime(text, 'Asia/Shanghai')).toBe(iso));

	test.each([
		...['', 'now', '2025-13-01 00:00:00', '2025-01-01', 1, null, '2025-01-01 00:00', '2025-13-01 00:00:00Z'],
		...['x2025-05-18 10:14:14', '2025-05-18 10:14:14x', 'x2025-05-18 10:14:14Z', '2025-05-18 10:14:14Zx'],
		...[['2025-05-18 10:14:14'], '2025-05-18 10:14:14.5', '2025-05-18 10:14:14.Z', '2025-05-18 10:14:14+8'],
		...['2025-5-18 10:14:14', '25-05-18 10:14:14', '2025-05-18_10:14:14', '2025-05-18 1:14:14'],
	])('%p is no time', (text) => {
		expect(unixTime(text, 'Asia/Shanghai')).toBeUndefined();
		expect(isoTime(text, 'Asia/Shanghai')).toBeUndefined();
	});

	test('a time is read by the clocks of its own day, on either side of their change', () => {
		const zone = 'America/New_York';
		// 2025-03-09, from 02:00 to 03:00; 2025-11-02, from 02:00 back to 01:00.
		expect(isoTime('2025-03-09 01:59:59', zone)).toBe('2025-03-09T06:59:59.000Z');
		expect(isoTime('2025-03-09 03:00:00', zone)).toBe('2025-03-09T07:00:00.000Z');
		expect(isoTime('2025-11-02 00:59:59', zone)).toBe('2025-11-02T04:59:59.000Z');
		expect(isoTime('2025-11-02 02:00:00', zone)).toBe('2025-11-02T07:00:00.000Z');
	});

	test('midnight is hour 00', () =>
		expect(localTime(new Date('2025-05-17T16:00:00Z'), 'Asia/Shanghai')).toBe('2025-05-18 00:00:00'));

	test('only real zones are zones', () =>
		expect(['Asia/Shanghai', 'UTC', '', 'Mars/Base'].map(isTimezone)).toEqual([true, true, false, false]));

	test('each zone is prepared once, and each keeps its own time', () => {
		const made = jest.spyOn(Intl, 'DateTimeFormat');
		const at = new Date('2025-05-17T16:00:00Z');
		for (let round = 0; round < 3; round++) {
			expect(['Asia/Tokyo', 'Asia/Dubai'].map(isTimezone)).toEqual([true, true]);
			expect(localTime(at, 'Asia/Tokyo')).toBe('2025-05-18 01:00:00');
			expect(localTime(at, 'Asia/Dubai')).toBe('2025-05-17 20:00:00');
		}
		expect(made).toHaveBeenCalledTimes(2);
		made.mockRestore();
	});
});

describe('keys', () => {
	const { publicKey, privateKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});
	const elliptic = generateKeyPairSync('ec', {
		namedCurve: 'P-256',
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});

	test.each([
		['as it is', (pem: string) => pem],
		['with spaces', (pem: string) => pem.replace(/\n/g, ' ')],
		['with \\n', (pem: string) => pem.replace(/\n/g, '\\n')],
		['with \\r\\n', (pem: string) => pem.replace(/\n/g, '\\r\\n')],
		['with Windows line breaks', (pem: string) => pem.replace(/\n/g, '\r\n')],
		['without any', (pem: string) => pem.replace(/\n/g, '')],
		['with \\n and spaces beside it', (pem: string) => pem.replace(/\n/g, ' \\n ')],
		['without its frame', (pem: string) => pem.replace(/-----[^-]+-----/g, '')],
	])('are wrapped again %s', (_what, mangle) => {
		expect(wrapPem('private', mangle(privateKey))).toBe(privateKey);
		expect(wrapPem('public', mangle(publicKey))).toBe(publicKey);
	});

	test('keep a label of their own, which says that they are built in another way', () => {
		const traditional = createPrivateKey(privateKey).export({ type: 'pkcs1', format: 'pem' }).toString();
		expect(wrapPem('private', traditional.replace(/\n/g, ' '))).toBe(traditional);
		expect(keyProblem('private', traditional, "'Key'")).toBeUndefined();
	});

	test.each([
		['private', privateKey],
		['public', publicKey],
	] as const)('an RSA key is right as the %s one', (kind, pem) =>
		expect(keyProblem(kind, pem, "'Key'")).toBeUndefined(),
	);

	test('what holds nothing is wrapped all the same, and refused', () => {
		for (const pasted of ['', ' ']) expect(keyProblem('public', wrapPem('public', pasted), "'Key'")).toContain("'Key'");
	});

	test.each([
		['garbage', 'private', 'AAAA', /cannot be read/],
		['a public key', 'private', publicKey, /cannot be read/],
		['a private key', 'public', privateKey, /holds a private key/],
		['garbage', 'public', 'AAAA', /cannot be read/],
		['an elliptic key', 'private', elliptic.privateKey, /must be an RSA key in PEM form \(PRIVATE KEY\)\.$/],
		['an elliptic key', 'public', elliptic.publicKey, /must be an RSA key in PEM form \(PUBLIC KEY\)\.$/],
	] as const)('%s is refused as the %s one, and never shown', (_what, kind, pem, words) => {
		const problem = keyProblem(kind, pem, "'Key'");
		expect(problem).toMatch(words);
		expect(problem).not.toContain(pem.slice(30, 60) || 'AAAA');
	});
});

describe('the credential', () => {
	const good = {
		serverUrl: ' https://pay.example.com/ ',
		apiVersion: 'v3',
		mchNo: ' M1 ',
		appId: 'A1',
		signType: 'md5',
		secret: 's',
	};

	test('loses the white space around pasted values, but keeps the secret', () => {
		expect(readCredential(good)).toMatchObject({
			serverUrl: 'https://pay.example.com',
			mchNo: 'M1',
			timezone: 'Asia/Shanghai',
		});
		expect(credentialIssue(readCredential(good))).toBeUndefined();
		expect(credentialIssue(readCredential({ ...good, secret: 'hush ' }))).toMatch(/^((?!hush).)*space/);
	});

	test('uses nothing that was entered for another version', () => {
		expect(readCredential({ ...good, apiVersion: 'v3Beta' }).mchNo).toBe('');
	});

	test.each([
		[{ serverUrl: 'pay.example.com' }, /Server URL/],
		[{ serverUrl: 'https://pay.example.com/unipay' }, /without \/unipay/],
		[{ mchNo: '' }, /Merchant Number/],
		[{ appId: '' }, /App ID/],
		[{ secret: '' }, /'Secret' is empty/],
		[{ timezone: 'x' }, /Time Zone/],
		[{ apiVersion: 'open' }, /'Private Key' is empty/],
	])('%j is named', (change, words) => expect(credentialIssue(readCredential({ ...good, ...change }))).toMatch(words));
});

import { nameOf as nameOfRecipient, readRecipients, recipientOf } from '../../nodes/TokenPay/recipients';

const TRON = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const EVM = '0x52908400098527886E0F7030069857D2E4169EE7';

const problemOf = (address: string, allowed: string) => {
	const found = recipientOf(address, readRecipients(allowed));
	return 'problem' in found ? found.problem : undefined;
};
const nameOf = (address: string, allowed: string) => {
	const found = recipientOf(address, readRecipients(allowed));
	return 'problem' in found ? found : found.recipient?.name;
};

describe('a list of recipients', () => {
	it('that is empty allows everybody, and names nobody', () => {
		for (const empty of ['', '  ', '\n\n \r\n']) expect(recipientOf(TRON, readRecipients(empty))).toEqual({});
	});

	it.each([
		[`Acme = ${TRON}`, 'Acme'],
		[`\r\n  Acme Ltd.  =  ${TRON}  \r\n`, 'Acme Ltd.'],
		[`a=b = ${TRON}`, 'a=b'],
		[TRON, ''],
		[`= ${TRON}`, ''],
		[`${EVM}\nAcme=${TRON}`, 'Acme'],
		[`${TRON}\nAcme = ${TRON}`, 'Acme'],
		[`Acme = ${TRON}\n${TRON}\nOther = ${TRON}`, 'Acme'],
	])('%j names the payee %p', (allowed, name) => {
		expect(nameOf(TRON, allowed)).toBe(name);
	});

	it('has a line for each recipient, whatever ends the lines', () => {
		for (const end of ['\n', '\r\n', '\r']) expect(nameOf(TRON, `Eve = ${EVM}${end}Acme = ${TRON}`)).toBe('Acme');
	});

	it('refuses everybody else', () => {
		expect(problemOf(EVM, `Acme = ${TRON}`)).toBe(
			`'To Address' "0x52908400098…169EE7" is not among the 'Allowed Recipients' of the credential. Add it there only if it is right.`,
		);
	});

	it('overlooks capitals where the chain does, and nowhere else', () => {
		expect(nameOf(EVM.toLowerCase(), `Acme = ${EVM}`)).toBe('Acme');
		expect(nameOf(EVM, `Acme = ${EVM.toLowerCase()}`)).toBe('Acme');
		expect(problemOf(TRON.toLowerCase(), `Acme = ${TRON}`)).toContain('only looks like "Acme"');
		expect(problemOf('WALLETa', 'WALLETA')).toContain('only looks like');
	});

	it('calls out an address that shares the first and the last four characters with a listed one', () => {
		const alike = `${TRON.slice(0, 4)}${'x'.repeat(26)}${TRON.slice(-4)}`;
		expect(problemOf(alike, `${EVM}\nAcme Ltd. = ${TRON}`)).toBe(
			`'To Address' "TR7Nxxxxxxxxx…xxLj6t" only looks like "Acme Ltd." of the 'Allowed Recipients'. Take the address from the list: somebody may have sent this one to be mistaken for it.`,
		);
		expect(problemOf(`${TRON.slice(0, 4)}xx`, `Acme = ${TRON}`)).toContain('is not among');
		expect(problemOf(`xx${TRON.slice(-4)}`, `Acme = ${TRON}`)).toContain('is not among');
	});

	it.each([
		[`Acme = ${TRON}\n\nAcme: ${TRON}`, 3],
		['Acme =', 1],
		[`${TRON}\n${TRON.slice(0, -1)}x`, 2],
		['0x1234', 1],
		[EVM.replace('E', 'e'), 1],
	])('%j cannot be read, so it allows nobody', (allowed, line) => {
		expect(problemOf(TRON, allowed)).toContain(`cannot be read in line ${line}.`);
	});

	it.each(['wallet0x1', `a${TRON}`, `${TRON}a`, 'TR7N'])(
		'takes %p, which only resembles an address with check digits, as it is',
		(address) => {
			expect(nameOf(address, `Acme = ${address}`)).toBe('Acme');
		},
	);
});

describe('a recipient in words', () => {
	it('is the name with the address, or the address where there is no name', () => {
		expect(nameOfRecipient({ name: 'Acme', address: TRON })).toBe(`Acme (${TRON})`);
		expect(nameOfRecipient({ name: '', address: TRON })).toBe(TRON);
	});
});

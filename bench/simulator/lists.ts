import { COINS } from './coins';
import type { Draw } from './draw';
import type { Row } from './records';

/** What is to be paid. */
export interface Lists {
	rows: Row[][];
	/** Some row cannot be paid as it stands: it is bad, or its number stands for different payouts. */
	areContradictory: boolean;
}

/** Has more digits than a floating-point number carries. */
const LONG = '12345678.123456789012345678';

/** Draws one to three lists, which may share numbers, for the same payouts or for others. */
export function drawLists(draw: Draw): Lists {
	const lists = { rows: [] as Row[][], areContradictory: false };
	const count = draw.pick([1, 1, 2, 2, 3]);
	const hasOddRows = draw.chance(0.25);
	for (let list = 0; list < count; list += 1) {
		const rows = Array.from({ length: drawLength(draw) }, (_, index) => drawRow(draw, `${list + 1}-${index + 1}`));
		const shared = lists.rows[0];
		if (shared && draw.chance(0.6)) {
			for (const row of draw.some(shared, draw.pick([0.1, 0.5, 1]))) rows.splice(draw.whole(0, rows.length), 0, row);
		}
		if (draw.chance(0.2)) rows.push(...draw.some(rows, 0.3));
		lists.rows.push(rows);
	}
	const respelled = draw.pick([0, 0, 0.3]);
	for (const rows of lists.rows)
		rows.forEach((row, index) => (rows[index] = draw.chance(respelled) ? respell(draw, row) : row));
	if (hasOddRows) {
		lists.areContradictory = true;
		for (const rows of lists.rows) {
			rows.forEach((row, index) => {
				if (draw.chance(0.15)) rows[index] = change(draw, row);
			});
		}
	}
	return lists;
}

const drawLength = (draw: Draw) =>
	draw.pick([
		draw.whole(1, 3),
		draw.whole(1, 3),
		draw.whole(4, 12),
		draw.whole(4, 12),
		draw.whole(4, 12),
		draw.whole(13, 40),
		draw.pick([20, 30, 120]),
	]);

function drawRow(draw: Draw, number: string): Row {
	const coin = draw.pick(COINS);
	return {
		number,
		coin,
		amount: draw.pick([
			'15',
			'15.5',
			'0.000001',
			'007.50',
			String(draw.whole(1, 99)),
			LONG.slice(0, 9 + coin.decimals),
		]),
		address: draw.pick(coin.addresses),
	};
}

/** The same payout, written in another way. */
function respell(draw: Draw, row: Row): Row {
	const { amount, address } = row;
	return {
		...row,
		amount: amount.includes('.') ? `${amount}0` : `${amount}.0`,
		address: address.startsWith('0x') && draw.chance(0.5) ? `0x${address.slice(2).toUpperCase()}` : address,
		...(draw.chance(0.3) && { isNumber: true }),
	};
}

/** The same number for another payout, or a row that no check lets through. */
function change(draw: Draw, row: Row): Row {
	switch (draw.whole(0, 3)) {
		case 0:
			return { ...row, amount: '77' };
		case 1:
			return { ...row, address: row.coin.addresses.find((other) => other !== row.address) ?? row.address };
		case 2:
			// On another chain, or in another currency, to the same address.
			return {
				...row,
				coin: COINS.find((coin) => coin !== row.coin && coin.addresses === row.coin.addresses) ?? row.coin,
			};
		default:
			return { ...row, amount: 'much', isBad: true };
	}
}

// Keccak-256 as Ethereum uses it (padding 0x01). node:crypto has only the later SHA3 (padding 0x06).
// Source: the Keccak reference, https://keccak.team/keccak_specs_summary.html
const RATE = 136;
const LANE = (1n << 64n) - 1n;

const ROUND_CONSTANTS = [
	0x1n,
	0x8082n,
	0x800000000000808an,
	0x8000000080008000n,
	0x808bn,
	0x80000001n,
	0x8000000080008081n,
	0x8000000000008009n,
	0x8an,
	0x88n,
	0x80008009n,
	0x8000000an,
	0x8000808bn,
	0x800000000000008bn,
	0x8000000000008089n,
	0x8000000000008003n,
	0x8000000000008002n,
	0x8000000000000080n,
	0x800an,
	0x800000008000000an,
	0x8000000080008081n,
	0x8000000000008080n,
	0x80000001n,
	0x8000000080008008n,
];

const ROTATIONS = [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14];

const rotate = (lane: bigint, by: number) => ((lane << BigInt(by)) | (lane >> BigInt(64 - by))) & LANE;

function permute(state: bigint[]): void {
	const at = (index: number) => state[index] as bigint;
	for (const constant of ROUND_CONSTANTS) {
		const column = [0, 1, 2, 3, 4].map((x) => at(x) ^ at(x + 5) ^ at(x + 10) ^ at(x + 15) ^ at(x + 20));
		const mixed = state.map(
			(lane, index) => lane ^ (column[(index + 4) % 5] as bigint) ^ rotate(column[(index + 1) % 5] as bigint, 1),
		);
		const moved: bigint[] = [];
		for (let x = 0; x < 5; x++) {
			for (let y = 0; y < 5; y++) {
				const from = x + 5 * y;
				moved[y + 5 * ((2 * x + 3 * y) % 5)] = rotate(mixed[from] as bigint, ROTATIONS[from] as number);
			}
		}
		const get = (x: number, y: number) => moved[(x % 5) + 5 * y] as bigint;
		for (let x = 0; x < 5; x++) {
			for (let y = 0; y < 5; y++) {
				state[x + 5 * y] = get(x, y) ^ (~get(x + 1, y) & LANE & get(x + 2, y));
			}
		}
		state[0] = at(0) ^ constant;
	}
}

/** Keccak-256 of the bytes, as 64 lowercase hex digits. */
export function keccak256(bytes: Buffer): string {
	const padded = Buffer.alloc((Math.floor(bytes.length / RATE) + 1) * RATE);
	bytes.copy(padded);
	padded.writeUInt8(0x01, bytes.length);
	padded.writeUInt8(padded.readUInt8(padded.length - 1) | 0x80, padded.length - 1);

	const state = new Array<bigint>(25).fill(0n);
	for (let offset = 0; offset < padded.length; offset += RATE) {
		for (let lane = 0; lane < RATE / 8; lane++) {
			state[lane] = (state[lane] as bigint) ^ padded.readBigUInt64LE(offset + lane * 8);
		}
		permute(state);
	}
	const digest = Buffer.alloc(32);
	for (let lane = 0; lane < 4; lane++) digest.writeBigUInt64LE(state[lane] as bigint, lane * 8);
	return digest.toString('hex');
}

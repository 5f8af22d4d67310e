/** A source of numbers that repeats with its seed, so that a run can be had again (mulberry32, public domain). */
export interface Random {
	/** A whole number from 0 up to, not including, `below`. */
	upTo(below: number): number;
	of<T>(choices: readonly [T, ...T[]]): T;
}

export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const upTo = (below: number) => Math.floor(next() * below);
	return { upTo, of: (choices) => choices[upTo(choices.length)] ?? choices[0] };
}

/** What a hostile author writes into an offset, a size or a count: small, huge, or at a limit. */
const extremes = [
	0, 1, 2, 7, 8, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff8, 0xffff_ffff,
] as const;

type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

/** These leave everything where it is. */
const inPlace: readonly [Mutation, ...Mutation[]] = [
	/** A bit. */
	(bytes, random) => {
		const at = random.upTo(bytes.length);
		bytes.writeUInt8((bytes[at] ?? 0) ^ (1 << random.upTo(8)), at);
		return bytes;
	},
	/** An aligned word, where binary formats keep their numbers. */
	(bytes, random) => {
		if (bytes.length < 4) return bytes;
		bytes.writeUInt32LE(random.of(extremes), 4 * random.upTo(Math.floor(bytes.length / 4)));
		return bytes;
	},
	/** A word copied to another place: offsets that are valid, but somebody else's. */
	(bytes, random) => {
		if (bytes.length < 8) return bytes;
		const from = 4 * random.upTo(Math.floor(bytes.length / 4) - 1);
		bytes.copy(bytes, 4 * random.upTo(Math.floor(bytes.length / 4)), from, from + 4);
		return bytes;
	},
];

/** These move what comes after, so that most binary formats break at once. */
const moving: readonly [Mutation, ...Mutation[]] = [
	/** The end is missing. */
	(bytes, random) => bytes.subarray(0, random.upTo(bytes.length) + 1),
	/** A piece is missing. */
	(bytes, random) => {
		const [start, length] = [random.upTo(bytes.length), random.upTo(200)];
		return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)]);
	},
	/** A piece is there many times. */
	(bytes, random) => {
		const start = random.upTo(bytes.length);
		const piece = bytes.subarray(start, start + 1 + random.upTo(120));
		const times = 1 + random.upTo(40);
		return Buffer.concat([
			bytes.subarray(0, start),
			...Array<Buffer>(times).fill(piece),
			bytes.subarray(start),
		]);
	},
	/** A piece of another input. */
	(bytes, random, other) => {
		const [at, start] = [random.upTo(bytes.length), random.upTo(other.length)];
		return Buffer.concat([
			bytes.subarray(0, at),
			other.subarray(start, start + random.upTo(400)),
			bytes.subarray(at),
		]);
	},
];

/** Beyond that, growing pieces only make a run slow. */
const longest = 256 * 1024;

/** A copy of `seed`, changed in one to four ways. */
export function mutated(seed: Uint8Array, random: Random, other: Uint8Array): Buffer {
	let bytes: Buffer = Buffer.from(seed);
	for (let left = 1 + random.upTo(4); left > 0 && bytes.length > 0; left--) {
		const mutation = random.of(random.upTo(6) === 0 ? moving : inPlace);
		bytes = Buffer.from(mutation(bytes, random, Buffer.from(other)).subarray(0, longest));
	}
	return bytes;
}

/*
 * The LZ4 format that kernels are packed with: the "legacy" frame of lz4_Frame_format.md (what `lz4 -l` writes), made of
 * blocks as in lz4_Block_format.md. Node has no LZ4, and no tool that core-matrix needs anyway brings it.
 */

const legacyMagic = 0x184c2102;
/** Every block of a legacy frame unpacks to this much, the last one to less. */
const blockBytes = 8 << 20;

/**
 * Unpacks a frame of `size` bytes. What follows the blocks is ignored: the kernel's build appends the size.
 * @throws RangeError when the data is damaged or does not unpack to that size.
 */
export function unpackLz4(input: Buffer, size: number): Buffer {
	if (input.length < 4 || input.readUInt32LE(0) !== legacyMagic)
		throw new RangeError('not an LZ4 legacy frame');
	const output = Buffer.alloc(size);
	let from = 4;
	let to = 0;
	while (to < size) {
		const length = input.readUInt32LE(from);
		from += 4;
		if (length > input.length - from) throw new RangeError(`an LZ4 block of ${length} bytes is cut off`);
		to = unpackBlock(input.subarray(from, from + length), output, to);
		from += length;
	}
	return output;
}

/** Unpacks one block to `output` from `start` on, and returns where it ends. */
function unpackBlock(input: Buffer, output: Buffer, start: number): number {
	const limit = Math.min(output.length, start + blockBytes);
	let from = 0;
	let to = start;
	const byte = (): number => {
		const value = input[from++];
		if (value === undefined) throw new RangeError('an LZ4 block is cut off');
		return value;
	};
	/** Four bits of the token; 15 means that bytes follow that add to it, up to one that is not 255. */
	const lengthOf = (bits: number): number => {
		let length = bits;
		if (bits !== 15) return length;
		for (let more = 255; more === 255; length += more) more = byte();
		return length;
	};
	while (from < input.length) {
		const token = byte();
		const literals = lengthOf(token >>> 4);
		if (literals > input.length - from || literals > limit - to) throw overflow();
		input.copy(output, to, from, from + literals);
		from += literals;
		to += literals;
		// The last sequence is literals alone.
		if (from >= input.length) break;
		const distance = byte() | (byte() << 8);
		const length = lengthOf(token & 15) + 4;
		if (distance === 0 || distance > to - start || length > limit - to) throw overflow();
		copyWithin(output, to, distance, length);
		to += length;
	}
	return to;
}

/** The copy may overlap its own end, which repeats the last `distance` bytes. */
function copyWithin(output: Buffer, to: number, distance: number, length: number): void {
	if (distance >= length) output.copyWithin(to, to - distance, to - distance + length);
	else for (let at = to; at < to + length; at++) output[at] = output[at - distance] ?? 0;
}

function overflow(): RangeError {
	return new RangeError('an LZ4 block goes beyond its end');
}

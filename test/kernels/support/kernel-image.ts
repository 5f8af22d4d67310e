import { fakeBzImage } from './files.ts';

/** A bzImage whose payload is these bytes. */
export function bzImageWith(payload: Buffer): Buffer {
	const head = fakeBzImage('6.14.3 (me@host) #1 SMP');
	const padding = Buffer.alloc(24);
	head.writeUInt32LE(padding.length, 0x248); // payload_offset, from the end of the setup code
	head.writeUInt32LE(payload.length, 0x24c); // payload_length
	return Buffer.concat([head, padding, payload]);
}

/** With the unpacked size behind it, as the kernel's build appends it. */
export function withSize(packed: Buffer, size: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(size);
	return Buffer.concat([packed, bytes]);
}

/** A sequence of an LZ4 block: bytes as they are, then a repetition; the last of a block has none. */
export interface Sequence {
	readonly literals: Buffer;
	readonly distance?: number;
	readonly length?: number;
}

/** A legacy frame of LZ4 (lz4_Frame_format.md, lz4_Block_format.md). */
export function lz4Frame(blocks: readonly (readonly Sequence[])[]): Buffer {
	const parts: Buffer[] = [Buffer.from([0x02, 0x21, 0x4c, 0x18])];
	for (const block of blocks) {
		const bytes = Buffer.concat(block.map(sequenceBytes));
		parts.push(withSize(Buffer.alloc(0), bytes.length), bytes);
	}
	return Buffer.concat(parts);
}

function sequenceBytes({ literals, distance, length = 4 }: Sequence): Buffer {
	const repeats = distance === undefined ? 0 : length - 4;
	const token = (Math.min(literals.length, 15) << 4) | Math.min(repeats, 15);
	return Buffer.concat([
		Buffer.from([token, ...lengthBytes(literals.length)]),
		literals,
		Buffer.from(distance === undefined ? [] : [distance & 0xff, distance >> 8, ...lengthBytes(repeats)]),
	]);
}

function lengthBytes(length: number): number[] {
	if (length < 15) return [];
	const rest = length - 15;
	return [...Array<number>(Math.floor(rest / 255)).fill(255), rest % 255];
}

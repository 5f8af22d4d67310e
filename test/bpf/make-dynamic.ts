/** What a made executable names. */
export interface DynamicParts {
	readonly interpreter?: string;
	readonly needed?: readonly string[];
	readonly rpath?: string;
	readonly runpath?: string;
}

const headerSize = 64;
const programHeaderSize = 56;

/** An x86-64 shared object with nothing in it but what the dynamic loader reads. */
export function makeDynamic({ interpreter, needed = [], rpath, runpath }: DynamicParts): Buffer {
	const strings: number[] = [0];
	const place = (text: string): bigint => {
		const at = strings.length;
		strings.push(...Buffer.from(`${text}\0`));
		return BigInt(at);
	};
	const entries: [bigint, bigint][] = needed.map((name) => [1n, place(name)]);
	if (rpath !== undefined) entries.push([15n, place(rpath)]);
	if (runpath !== undefined) entries.push([29n, place(runpath)]);
	const segments = interpreter === undefined ? 2 : 3;
	const dynamicAt = headerSize + segments * programHeaderSize;
	const dynamicSize = (entries.length + 3) * 16;
	const stringsAt = dynamicAt + dynamicSize;
	const interpreterAt = stringsAt + strings.length;
	const interp = Buffer.from(interpreter === undefined ? '' : `${interpreter}\0`);
	const file = Buffer.alloc(interpreterAt + interp.length);
	file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1], 0);
	file.writeUInt16LE(3, 16);
	file.writeUInt16LE(62, 18);
	file.writeBigUInt64LE(BigInt(headerSize), 32);
	file.writeUInt16LE(programHeaderSize, 54);
	file.writeUInt16LE(segments, 56);
	const segment = (index: number, type: number, at: number, size: number) => {
		const header = headerSize + index * programHeaderSize;
		file.writeUInt32LE(type, header);
		file.writeBigUInt64LE(BigInt(at), header + 8);
		// Mapped elsewhere than it stands in the file, as linkers do.
		file.writeBigUInt64LE(BigInt(at + 0x1000), header + 16);
		file.writeBigUInt64LE(BigInt(size), header + 32);
	};
	segment(0, 1, 0, file.length);
	segment(1, 2, dynamicAt, dynamicSize);
	if (interpreter !== undefined) segment(2, 3, interpreterAt, interp.length);
	entries.push([5n, BigInt(stringsAt + 0x1000)], [10n, BigInt(strings.length)], [0n, 0n]);
	for (const [index, [tag, value]] of entries.entries()) {
		file.writeBigUInt64LE(tag, dynamicAt + index * 16);
		file.writeBigUInt64LE(value, dynamicAt + index * 16 + 8);
	}
	file.set(strings, stringsAt);
	file.set(interp, interpreterAt);
	return file;
}

import { gunzipSync, gzipSync } from 'node:zlib';
import { type Btf, readBtf } from '../bpf/btf.ts';
import { bytesOf } from '../bpf/bytes.ts';
import { FormatError } from '../bpf/format-error.ts';
import { type Reader, text, whole, wrong } from './shape.ts';

/** The kernel's own has some 6 MB, with all of its modules built in; an object's is far smaller. */
export const btfBytesMax = 64 << 20;
/** Of all objects of a record together, unpacked. */
const tableBytesMax = 256 << 20;

/** The types of the objects of a run, each once, however many programs of it failed. */
export interface BtfTable {
	/** The place of these types in the table. */
	place(btf: Btf): number;
	/** The table as texts: gzip in base64. */
	entries(): readonly string[];
}

export function createBtfTable(): BtfTable {
	const places = new Map<Btf, number>();
	return {
		place(btf) {
			const place = places.get(btf) ?? places.size;
			places.set(btf, place);
			return place;
		},
		entries: () => [...places.keys()].map((btf) => gzipSync(btf.section.data).toString('base64')),
	};
}

export const tableEntry: Reader<string> = text((btfBytesMax / 3) * 4);

/** Reads a place in a table as the types that stand there; each is unpacked when it is first asked for. */
export function btfAt(entries: readonly string[]): Reader<Btf> {
	const unpacked = new Map<number, Btf>();
	const place = whole();
	let room = tableBytesMax;
	return (value, at) => {
		const index = place(value, at);
		const known = unpacked.get(index);
		if (known !== undefined) return known;
		const entry = entries[index];
		if (entry === undefined) throw wrong(at, `a place below ${entries.length}`);
		try {
			const section = gunzipSync(Buffer.from(entry, 'base64'), {
				maxOutputLength: Math.min(btfBytesMax, room),
			});
			room -= section.length;
			const btf = readBtf(bytesOf('section .BTF', section));
			unpacked.set(index, btf);
			return btf;
		} catch (error) {
			if (!(error instanceof FormatError) && !(error instanceof RangeError) && !isZlibError(error))
				throw error;
			throw wrong(at, `the place of BTF; ${error.message}`);
		}
	};
}

function isZlibError(error: unknown): error is NodeJS.ErrnoException {
	return error instanceof Error && 'code' in error && /^Z_|^ERR_/.test(String(error.code));
}

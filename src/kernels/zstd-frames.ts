/*
 * Node's zstd stream drops what follows a frame within one piece of its input (nodejs/node#64741), and layers may have many
 * frames: tools that compress in parallel or by file write them. It goes on when a piece ends where a frame does.
 * Format: RFC 8878, 3.1.
 */

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;

/** How many bytes a decision needs, and what it decides: how many to pass over, and what is decided behind them. */
interface Step {
	readonly needs: number;
	readonly decide: (bytes: Buffer) => { readonly pass: number; readonly next: Step };
	/** A frame ends before it. */
	readonly atStart?: true;
}

const start: Step = {
	needs: 4,
	atStart: true,
	decide(bytes) {
		const magic = bytes.readUInt32LE();
		if (magic === frameMagic) return { pass: 0, next: header };
		// The lowest four bits are free.
		if ((magic & ~15) >>> 0 === skippableMagic) return { pass: 0, next: skippable };
		throw new RangeError('a frame of zstd is followed by what is none');
	},
};

const skippable: Step = { needs: 4, decide: (bytes) => ({ pass: bytes.readUInt32LE(), next: start }) };

const header: Step = {
	needs: 1,
	decide(bytes) {
		const descriptor = bytes.readUInt8();
		const single = (descriptor >> 5) & 1;
		const contentSize = [single, 2, 4, 8][descriptor >> 6] ?? 0;
		const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
		const checksum = ((descriptor >> 2) & 1) * 4;
		return { pass: 1 - single + dictionary + contentSize, next: block(checksum) };
	},
};

function block(checksum: number): Step {
	return {
		needs: 3,
		decide(bytes) {
			const value = bytes.readUIntLE(0, 3);
			const last = (value & 1) === 1;
			// One byte stands for many in a block of type 1.
			const size = ((value >> 1) & 3) === 1 ? 1 : value >> 3;
			return last ? { pass: size + checksum, next: start } : { pass: size, next: this };
		},
	};
}

/** The same bytes, in pieces of which none goes beyond the end of a frame. */
export async function* byFrame(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	let step = start;
	let pass = 0;
	let seen = Buffer.alloc(0);
	for await (const chunk of source) {
		let from = 0;
		for (let at = 0; at < chunk.length; ) {
			const passed = Math.min(pass, chunk.length - at);
			pass -= passed;
			at += passed;
			if (pass > 0) break;
			if (step.atStart && seen.length === 0 && at > from) {
				yield chunk.subarray(from, at);
				from = at;
			}
			const more = chunk.subarray(at, at + step.needs - seen.length);
			seen = Buffer.concat([seen, more]);
			at += more.length;
			if (seen.length < step.needs) break;
			({ pass, next: step } = step.decide(seen));
			seen = Buffer.alloc(0);
		}
		if (from < chunk.length) yield chunk.subarray(from);
	}
}

import { crc32 } from 'node:zlib';

/**
 * The channel's wire format, as vm-images/guest/frame.c describes it; the numbers are those of
 * vm-images/guest/agent.h, and a test compares the two.
 */
export const messageTypes = {
	hello: 1,
	put: 2,
	get: 3,
	exec: 4,
	header: 5,
	inspect: 6,
	try: 7,
	kill: 8,
	poweroff: 9,
	probe: 10,
	shell: 11,
	input: 12,
	output: 16,
	program: 17,
	loaded: 18,
	attached: 19,
	triggered: 20,
	done: 21,
	answer: 22,
	map: 30,
	kernel_log: 31,
} as const;

export const fields = {
	path: 1,
	data: 2,
	argument: 3,
	variable: 4,
	folder: 5,
	mode: 6,
	name: 7,
	section: 8,
	type: 9,
	errno: 10,
	exit: 11,
	signal: 12,
	release: 13,
	text: 14,
	btf: 15,
	runs: 16,
	jited: 17,
	append: 18,
	autoload: 19,
	log_bytes: 20,
	helper: 21,
	map: 22,
	symbol: 23,
	question: 24,
	found: 25,
	test_run: 26,
	rows: 27,
	columns: 28,
	group: 40,
	load_with: 41,
	attach_with: 42,
	max_entries: 43,
	pin: 44,
	leave_out: 45,
	offset: 46,
	key: 47,
	value: 48,
	key_type: 49,
	value_type: 50,
	cpus: 51,
	looked_at: 52,
	xlated: 60,
	memlock: 61,
	event: 70,
} as const;

export type MessageType = (typeof messageTypes)[keyof typeof messageTypes];
export type FieldName = keyof typeof fields;

/** Bytes, a text, or an integer. */
export type FieldValue = Uint8Array | string | number;
export type Field = readonly [FieldName, FieldValue];

export interface Message {
	readonly type: number;
	readonly request: number;
	readonly sequence: number;
	readonly payload: Uint8Array;
}

const magic = Buffer.from('CMX1', 'latin1');
const headerBytes = 12;
const prefixBytes = 9;
/** The agent's FRAME_BODY_MAX; a longer length is noise. */
export const bodyMax = 256 * 1024;

function encodeField([name, value]: Field): Uint8Array[] {
	const bytes = typeof value === 'number' ? Buffer.alloc(8) : Buffer.from(value as string);
	if (typeof value === 'number') bytes.writeBigUInt64LE(BigInt(value));
	const head = Buffer.alloc(5);
	head.writeUInt8(fields[name]);
	head.writeUInt32LE(bytes.length, 1);
	return [head, bytes];
}

export function encodeFrame(
	type: MessageType,
	request: number,
	sequence: number,
	content: readonly Field[],
): Buffer {
	const prefix = Buffer.alloc(prefixBytes);
	prefix.writeUInt8(type);
	prefix.writeUInt32LE(request, 1);
	prefix.writeUInt32LE(sequence, 5);
	const body = Buffer.concat([prefix, ...content.flatMap(encodeField)]);
	if (body.length > bodyMax) throw new RangeError(`a frame of ${body.length} bytes exceeds ${bodyMax}`);
	const header = Buffer.alloc(headerBytes);
	magic.copy(header);
	header.writeUInt32LE(body.length, 4);
	header.writeUInt32LE(crc32(body), 8);
	return Buffer.concat([header, body]);
}

type Step = { readonly message: Message; readonly end: number } | 'noise' | 'more';

function decodeAt(bytes: Buffer, at: number): Step {
	if (bytes.compare(magic, 0, 4, at, at + 4) !== 0) return 'noise';
	const length = bytes.readUInt32LE(at + 4);
	if (length < prefixBytes || length > bodyMax) return 'noise';
	const start = at + headerBytes;
	const end = start + length;
	if (end > bytes.length) return 'more';
	if (crc32(bytes.subarray(start, end)) !== bytes.readUInt32LE(at + 8)) return 'noise';
	return {
		message: {
			type: bytes.readUInt8(start),
			request: bytes.readUInt32LE(start + 1),
			sequence: bytes.readUInt32LE(start + 5),
			payload: bytes.subarray(start + prefixBytes, end),
		},
		end,
	};
}

/**
 * A decoder that is fed chunks as they come and gives the messages they complete. Noise between frames is
 * skipped byte by byte, so what a guest's programs write to a shared serial line costs only the frames it hits.
 */
export function createDecoder(): (chunk: Uint8Array) => Message[] {
	let pending = Buffer.alloc(0);
	return (chunk) => {
		pending = Buffer.concat([pending, chunk]);
		const messages: Message[] = [];
		let at = 0;
		while (pending.length - at >= headerBytes) {
			const step = decodeAt(pending, at);
			if (step === 'more') break;
			if (step === 'noise') {
				const next = pending.indexOf(magic, at + 1);
				// The last three bytes may be the beginning of a magic.
				at = next < 0 ? Math.max(at + 1, pending.length - magic.length + 1) : next;
				continue;
			}
			messages.push(step.message);
			at = step.end;
		}
		pending = pending.subarray(at);
		return messages;
	};
}

/** The fields of a payload as numbers and bytes, in order; one that breaks off mid-field ends there. */
export function* fieldsOf(payload: Uint8Array): Generator<readonly [number, Buffer]> {
	const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
	for (let at = 0; at + 5 <= bytes.length; ) {
		const end = at + 5 + bytes.readUInt32LE(at + 1);
		if (end > bytes.length) return;
		yield [bytes.readUInt8(at), bytes.subarray(at + 5, end)];
		at = end;
	}
}

/** All fields of one name, in order. */
export function fieldValues(payload: Uint8Array, name: FieldName): Buffer[] {
	return [...fieldsOf(payload)].filter(([field]) => field === fields[name]).map(([, bytes]) => bytes);
}

export const fieldText = (payload: Uint8Array, name: FieldName): string =>
	fieldValues(payload, name)[0]?.toString('utf8') ?? '';

/** An integer field; missing when it is not there, not 8 bytes, or beyond what a number holds exactly. */
export function fieldNumber(payload: Uint8Array, name: FieldName): number | undefined {
	const bytes = fieldValues(payload, name)[0];
	if (bytes?.length !== 8) return undefined;
	const value = Number(bytes.readBigUInt64LE());
	return Number.isSafeInteger(value) ? value : undefined;
}

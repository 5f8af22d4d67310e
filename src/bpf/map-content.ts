import { btfType } from './btf.ts';
import { sizeOf } from './btf-layout.ts';
import { type Allowance, type BtfValue, decodeUntyped, decodeValue } from './btf-value.ts';
import { FormatError } from './format-error.ts';
import type { BpfObject } from './object.ts';
import { valueText } from './value-text.ts';
import { variablesOf } from './variables.ts';

/** One map as a guest has read it: bytes. Everything in it is hostile. */
export interface MapContent {
	readonly name: string;
	/** libbpf's name of its type, such as `percpu_hash`. */
	readonly type: string;
	/** Ids in the object's BTF; 0 where it has no type. */
	readonly keyType: number;
	readonly valueType: number;
	/** Of a map with a value for each processor: how many there are, one value behind the other in whole 8 bytes. */
	readonly cpus?: number;
	/** Keys that were looked at: of arrays, those whose value is all zeros are not in `entries`. */
	readonly lookedAt: number;
	readonly entries: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[];
	readonly state: 'whole' | 'cut' | 'unreadable';
}

/** One map as values. */
export interface MapValues {
	readonly name: string;
	readonly type: string;
	readonly state: MapContent['state'];
	readonly lookedAt: number;
	readonly entries: readonly MapEntry[];
	/** The value of the keys of an array that are not in `entries`. */
	readonly zero?: BtfValue;
}

export interface MapEntry {
	readonly key: BtfValue;
	/** One, or one for each processor. */
	readonly values: readonly BtfValue[];
}

/** Values of one map: beyond what anyone reads, and written in well under a second. */
const mostValues = 32_768;
/** Values that are longer than what a guest sends of them. */
const mostZeros = 64 * 1024;

/** Reads the bytes by the types that the object gives them; where those make no sense, as if there were none. */
export function decodeMap(object: BpfObject, content: MapContent): MapValues {
	const allowance = { values: mostValues };
	const decode = (type: number, bytes: Uint8Array): BtfValue => {
		try {
			return decodeTyped(object, type, bytes, allowance);
		} catch (error) {
			if (error instanceof FormatError) return decodeUntyped(bytes);
			throw error;
		}
	};
	const { name, type, state, lookedAt, cpus, keyType, valueType } = content;
	// What was asked for by its key comes again where all are listed.
	const byKey = new Map(
		content.entries.map((entry) => [Buffer.from(entry.key).toString('hex'), entry] as const),
	);
	const entries = [...byKey.values()].map(({ key, value }) => ({
		key: decode(keyType, key),
		values: valuesOf(value, cpus).map((bytes) => decode(valueType, bytes)),
	}));
	const zeros = type === 'array' || type === 'percpu_array' ? zerosOf(object, content) : undefined;
	return {
		name,
		type,
		state,
		lookedAt,
		entries,
		...(zeros !== undefined && { zero: decode(valueType, zeros) }),
	};
}

function decodeTyped(object: BpfObject, type: number, bytes: Uint8Array, allowance: Allowance): BtfValue {
	const { btf } = object;
	if (btf === undefined || type === 0) return decodeUntyped(bytes);
	const section = btfType(btf, type);
	if (section.kind !== 'datasec') return decodeValue(btf, type, bytes, allowance);
	const members = new Map<string, BtfValue>();
	for (const variable of variablesOf(object, section)) {
		if (allowance.values <= 0) break;
		members.set(variable.name, decodeValue(btf, variable.type, bytes.subarray(variable.offset), allowance));
	}
	return { kind: 'members', members };
}

function valuesOf(value: Uint8Array, cpus: number | undefined): Uint8Array[] {
	if (cpus === undefined || cpus < 1 || value.length === 0) return [value];
	const size = Math.max(8, Math.floor(value.length / cpus));
	return Array.from({ length: Math.ceil(value.length / size) }, (_, cpu) =>
		value.subarray(cpu * size, (cpu + 1) * size),
	);
}

/** As many zeros as a value has bytes; undefined where that is not known, or nobody would read them. */
function zerosOf({ btf }: BpfObject, { valueType, entries }: MapContent): Uint8Array | undefined {
	const known = entries[0]?.value.length;
	if (known !== undefined) return new Uint8Array(known);
	try {
		const size = btf === undefined || valueType === 0 ? 0 : sizeOf(btf, valueType);
		return size > 0 && size <= mostZeros ? new Uint8Array(size) : undefined;
	} catch (error) {
		if (error instanceof FormatError) return undefined;
		throw error;
	}
}

/** Maps as JSON, one entry a line. */
export function mapsText(maps: readonly MapValues[]): string {
	const parts = maps.map((map) => {
		const note = noteOf(map);
		const entries = map.entries.map((entry) => `\n\t\t\t${entryText(entry)}`).join(',');
		return [
			`\t${JSON.stringify(map.name)}: {`,
			`\t\t"type": ${JSON.stringify(map.type)},`,
			...(note === undefined ? [] : [`\t\t"note": ${JSON.stringify(note)},`]),
			`\t\t"entries": [${entries}${entries === '' ? '' : '\n\t\t'}]`,
			'\t}',
		].join('\n');
	});
	return `{\n${parts.join(',\n')}\n}\n`;
}

export function entryText({ key, values }: MapEntry): string {
	const [value] = values;
	const text =
		value !== undefined && values.length === 1
			? `"value": ${valueText(value)}`
			: `"values": [${values.map(valueText).join(', ')}]`;
	return `{ "key": ${valueText(key)}, ${text} }`;
}

/** What is not among the entries. */
export function noteOf({ state, zero, lookedAt, entries }: MapValues): string | undefined {
	if (state === 'unreadable') return 'maps of this type are not read';
	const zeros =
		zero !== undefined && lookedAt > entries.length ? 'entries that are all zeros are left out' : undefined;
	if (state === 'whole') return zeros;
	const more = `there is more than the ${lookedAt} entries that were looked at`;
	return zeros === undefined ? more : `${more}; ${zeros}`;
}

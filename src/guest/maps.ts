import { constants } from 'node:os';
import type { MapContent } from '../bpf/map-content.ts';
import { type Field, fieldNumber, fields, fieldsOf, fieldText, type Message } from './protocol.ts';

/** What is wanted of one of an object's maps before it is created. */
export interface MapSetting {
	/** Of global data the section's, such as `.rodata`. */
	readonly name: string;
	readonly maxEntries?: number;
	/** Pinned under this name in its group's bpffs; empty: not pinned, whatever the object says. */
	readonly pin?: string;
	/** It is not created: nothing that is loaded refers to it. */
	readonly leaveOut?: true;
	/** Keys that are looked up after the trigger, however many entries there are. */
	readonly keys?: readonly Uint8Array[];
	/** Of global data: bytes to put at an offset before it is loaded. */
	readonly bytes?: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
}

export function settingFields({
	name,
	maxEntries,
	pin,
	leaveOut,
	keys = [],
	bytes = [],
}: MapSetting): Field[] {
	const settings: Field[] = [['map', name]];
	if (maxEntries !== undefined) settings.push(['max_entries', maxEntries]);
	if (pin !== undefined) settings.push(['pin', pin]);
	if (leaveOut) settings.push(['leave_out', 1]);
	for (const key of keys) settings.push(['key', key]);
	for (const { offset, bytes: data } of bytes) settings.push(['offset', offset], ['data', data]);
	return settings;
}

const stateOf = (errno: number | undefined): MapContent['state'] =>
	errno === 0 ? 'whole' : errno === constants.errno.EOPNOTSUPP ? 'unreadable' : 'cut';

export function readMap({ payload }: Message): MapContent {
	const entries: { readonly key: Buffer; readonly value: Buffer }[] = [];
	let key: Buffer | undefined;
	for (const [field, bytes] of fieldsOf(payload)) {
		if (field === fields.key) key = bytes;
		else if (field === fields.value && key !== undefined) entries.push({ key, value: bytes });
	}
	const cpus = fieldNumber(payload, 'cpus');
	return {
		name: fieldText(payload, 'name'),
		type: fieldText(payload, 'type'),
		keyType: fieldNumber(payload, 'key_type') ?? 0,
		valueType: fieldNumber(payload, 'value_type') ?? 0,
		...(cpus !== undefined && { cpus }),
		lookedAt: fieldNumber(payload, 'looked_at') ?? 0,
		entries,
		state: stateOf(fieldNumber(payload, 'errno')),
	};
}

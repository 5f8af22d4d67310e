import type { BtfValue } from './btf-value.ts';
import type { MapEntry, MapValues } from './map-content.ts';

/** What a value, or part of it, is to be. */
export type WantedValue =
	/** `written`: as the text that it might be as well. */
	| {
			readonly kind: 'integer';
			readonly operator: Operator;
			readonly value: bigint;
			readonly written: string;
	  }
	| { readonly kind: 'boolean'; readonly value: boolean }
	/** A text, or the name of an enumerator. */
	| { readonly kind: 'text'; readonly value: string }
	/** The first items of a list. */
	| { readonly kind: 'list'; readonly items: readonly WantedValue[] }
	/** Some of the members. */
	| { readonly kind: 'members'; readonly members: ReadonlyMap<string, WantedValue> };

export const operators = ['>=', '<=', '==', '>', '<'] as const;
export type Operator = (typeof operators)[number];

/** What is not given may be anything. */
export interface WantedEntry {
	readonly key?: WantedValue;
	readonly value?: WantedValue;
}

/** Whether an entry of the map is as wanted; of a value for each processor, one is enough. */
export function containsEntry(map: MapValues, wanted: WantedEntry): boolean {
	return map.entries.some((entry) => matchesEntry(entry, wanted)) || matchesZeros(map, wanted);
}

function matchesEntry({ key, values }: MapEntry, wanted: WantedEntry): boolean {
	return matches(key, wanted.key) && values.some((value) => matches(value, wanted.value));
}

/** Whether a key is asked for whose value is all zeros. */
function matchesZeros({ zero, lookedAt, entries }: MapValues, { key, value }: WantedEntry): boolean {
	if (zero === undefined || !matches(zero, value)) return false;
	if (key?.kind !== 'integer' || key.operator !== '==') return key === undefined && lookedAt > entries.length;
	return key.value >= 0n && key.value < BigInt(lookedAt) && !entries.some((entry) => matches(entry.key, key));
}

function matches(value: BtfValue, wanted: WantedValue | undefined): boolean {
	switch (wanted?.kind) {
		case undefined:
			return true;
		case 'integer':
			if (value.kind === 'integer') return compares(value.value, wanted.operator, wanted.value);
			if (value.kind === 'float') return compares(value.value, wanted.operator, Number(wanted.value));
			return value.kind === 'text' && value.value === wanted.written;
		case 'boolean':
			return value.kind === 'boolean' && value.value === wanted.value;
		case 'text':
			return (
				((value.kind === 'text' || value.kind === 'bytes') && value.value === wanted.value) ||
				(value.kind === 'integer' && value.name === wanted.value)
			);
		case 'list': {
			const items = value.kind === 'list' ? value.items : undefined;
			return items !== undefined && wanted.items.every((item, index) => matchesItem(items[index], item));
		}
		case 'members': {
			const members = value.kind === 'members' ? value.members : undefined;
			return (
				members !== undefined &&
				[...wanted.members].every(([name, member]) => matchesItem(members.get(name), member))
			);
		}
	}
}

function matchesItem(value: BtfValue | undefined, wanted: WantedValue): boolean {
	return value !== undefined && matches(value, wanted);
}

function compares<Number extends bigint | number>(value: Number, operator: Operator, bound: Number): boolean {
	switch (operator) {
		case '>=':
			return value >= bound;
		case '<=':
			return value <= bound;
		case '==':
			return value === bound;
		case '>':
			return value > bound;
		case '<':
			return value < bound;
	}
}

/** A member that is asked for and that the value does not have, with those that it has; undefined when there is none. */
export function missingMember(
	value: BtfValue,
	wanted: WantedValue | undefined,
): { readonly name: string; readonly members: readonly string[] } | undefined {
	if (wanted?.kind !== 'members' || value.kind !== 'members') return undefined;
	for (const [name, inner] of wanted.members) {
		const member = value.members.get(name);
		if (member === undefined) return { name, members: [...value.members.keys()] };
		const missing = missingMember(member, inner);
		if (missing !== undefined) return missing;
	}
	return undefined;
}

/** As it would be written in a configuration, on one line. */
export function wantedText(wanted: WantedEntry): string {
	const parts = (['key', 'value'] as const).flatMap((part) => {
		const value = wanted[part];
		return value === undefined ? [] : [`${part}: ${wantedValueText(value)}`];
	});
	return `{ ${parts.join(', ')} }`;
}

function wantedValueText(wanted: WantedValue): string {
	switch (wanted.kind) {
		case 'integer':
			return wanted.operator === '==' ? wanted.written : JSON.stringify(`${wanted.operator}${wanted.value}`);
		case 'boolean':
			return String(wanted.value);
		case 'text':
			return JSON.stringify(wanted.value);
		case 'list':
			return `[${wanted.items.map(wantedValueText).join(', ')}]`;
		case 'members':
			return `{ ${[...wanted.members].map(([name, value]) => `${name}: ${wantedValueText(value)}`).join(', ')} }`;
	}
}

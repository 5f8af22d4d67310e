import type { BtfValue } from './btf-value.ts';

/** The integers that every reader of JSON gets as they are; others are written as text (RFC 8259, section 6). */
const isExact = (value: bigint): boolean => BigInt.asIntN(54, value) === value;

/** A value as JSON on one line. Enumerators and pointers are text, and so is what was not read: `…`. */
export function valueText(value: BtfValue): string {
	switch (value.kind) {
		case 'integer':
			if (value.name !== undefined) return JSON.stringify(value.name);
			return isExact(value.value) ? String(value.value) : JSON.stringify(String(value.value));
		case 'boolean':
			return String(value.value);
		case 'float':
			return Number.isFinite(value.value) ? String(value.value) : JSON.stringify(String(value.value));
		case 'text':
		case 'bytes':
			return JSON.stringify(value.value);
		case 'list':
			return `[${value.items.map(valueText).join(', ')}]`;
		case 'members': {
			const members = [...value.members].map(
				([name, member]) => `${JSON.stringify(name)}: ${valueText(member)}`,
			);
			return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
		}
		case 'cut':
			return '"…"';
	}
}

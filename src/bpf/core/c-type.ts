import { type Btf, type BtfType, btfArrayElement, btfType } from '../btf.ts';
import { arrayLength, isComposite, isEnum } from '../btf-layout.ts';

/*
 * Types of BTF as C declares them. Names come from a BTF that may be hostile, and the text is meant to be compiled and
 * shown, so that only what can be a name in C gets into it.
 */

const identifier = /^[A-Za-z_]\w{0,127}$/;
/** `unsigned int`, `long long int`, `_Bool`. */
const integer = /^[A-Za-z_]\w{0,31}(?: [A-Za-z_]\w{0,31}){0,4}$/;
const deepest = 16;

export function isIdentifier(name: string): boolean {
	return identifier.test(name);
}

/** Whether the header that the program is compiled with defines the type of that name. */
export type Knows = (kind: 'typedef' | 'struct' | 'union' | 'enum', name: string) => boolean;

/**
 * A declaration of `name` without its semicolon, such as `const struct iovec *__iov`; undefined when it cannot be
 * written without types that the header does not define. Pointers need none.
 */
export function declaration(btf: Btf, id: number, name: string, knows: Knows): string | undefined {
	return isIdentifier(name) ? declare(btf, btfType(btf, id), name, knows, 0) : undefined;
}

/** The type alone, as for a cast: `const struct iovec *`. */
export function typeName(btf: Btf, id: number, knows: Knows): string | undefined {
	return declare(btf, btfType(btf, id), '', knows, 0)?.trimEnd();
}

function declare(
	btf: Btf,
	type: BtfType,
	declarator: string,
	knows: Knows,
	depth: number,
): string | undefined {
	if (depth > deepest) return undefined;
	const next = (id: number, inner: string): string | undefined =>
		declare(btf, btfType(btf, id), inner, knows, depth + 1);
	switch (type.kind) {
		case 'int':
			return integer.test(type.name) ? `${type.name} ${declarator}` : undefined;
		case 'ptr':
			return `${pointee(btf, type.sizeOrType, knows, depth)}*${declarator}`;
		case 'array': {
			// An empty name in brackets binds wrongly only in casts to arrays, which C does not have.
			return next(btfArrayElement(btf, type), `${declarator}[${arrayLength(btf, type)}]`);
		}
		case 'typedef':
			if (isIdentifier(type.name) && knows('typedef', type.name)) return `${type.name} ${declarator}`;
			return next(type.sizeOrType, declarator);
		// Qualifiers of a member itself do not matter to who reads it; tags are no C.
		case 'const':
		case 'volatile':
		case 'restrict':
		case 'type_tag':
			return next(type.sizeOrType, declarator);
		default: {
			const keyword = keywordOf(type);
			if (keyword === undefined || !isIdentifier(type.name) || !knows(keyword, type.name)) return undefined;
			return `${keyword} ${type.name} ${declarator}`;
		}
	}
}

/** What a pointer leads to, with a space behind it where C wants one; `void` for what need not be said to read it. */
function pointee(btf: Btf, id: number, knows: Knows, depth: number): string {
	let type = btfType(btf, id);
	let constant = '';
	for (let steps = depth; steps < deepest; steps++) {
		if (type.kind === 'const') constant = 'const ';
		else if (type.kind !== 'volatile' && type.kind !== 'restrict' && type.kind !== 'type_tag') break;
		type = btfType(btf, type.sizeOrType);
	}
	const keyword = type.kind === 'fwd' ? 'struct' : keywordOf(type);
	if (keyword === 'struct' && isIdentifier(type.name)) return `${constant}struct ${type.name} `;
	if (keyword === 'union' && isIdentifier(type.name)) return `${constant}union ${type.name} `;
	if (type.kind === 'ptr' && depth < deepest) {
		const inner = pointee(btf, type.sizeOrType, knows, depth + 1);
		return `${inner}*${constant.trimEnd() === '' ? '' : ' const '}`;
	}
	if (type.kind === 'int' && integer.test(type.name)) return `${constant}${type.name} `;
	if (type.kind === 'typedef' && isIdentifier(type.name) && knows('typedef', type.name)) {
		return `${constant}${type.name} `;
	}
	return `${constant}void `;
}

function keywordOf(type: BtfType): 'struct' | 'union' | 'enum' | undefined {
	if (isEnum(type)) return 'enum';
	return isComposite(type) ? (type.kind === 'struct' ? 'struct' : 'union') : undefined;
}

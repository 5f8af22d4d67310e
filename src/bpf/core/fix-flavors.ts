import { type Btf, btfArrayElement, btfType, skipModifiers } from '../btf.ts';
import { arrayLength, isComposite, memberPlace } from '../btf-layout.ts';
import { declaration, isIdentifier, type Knows } from './c-type.ts';
import { essentialName } from './essential-name.ts';
import { type KernelAnswer, type RelocationExplanation, replacementIn } from './explain.ts';
import { findMember } from './match.ts';
import { typesNamed } from './names.ts';
import type { Replacement } from './rename.ts';
import type { Accessor } from './spec.ts';

/** Names and indices to go through. */
export type Path = readonly (string | number)[];

/** A struct as other kernels have it, with nothing but what is read. */
export interface Flavor {
	readonly name: string;
	readonly path: Path;
	/** Set when `path` is behind a pointer: the member that is the pointer, and the flavor of what it leads to. */
	readonly behind?: { readonly pointer: string; readonly name: string };
	/** Of all types that it takes. */
	readonly declarations: string;
}

export const attribute = '__attribute__((preserve_access_index))';

/**
 * One flavor of the struct for each thing that kernels have in the member's place.
 * @returns undefined when one cannot be declared without further types
 */
export function flavorsFor(
	{ asked, answers, step }: RelocationExplanation,
	failing: readonly KernelAnswer[],
	knows: Knows,
): Flavor[] | undefined {
	const base = essentialName(btfType(asked.btf, asked.root).name);
	const suffix = suffixFor(answers, failing);
	const flavors: Flavor[] = [];
	const seen = new Set<string>();
	for (const { btf, cause } of failing) {
		const stands = replacementIn(cause);
		if (stands === undefined) continue;
		const rest = stands.isWhole ? [] : asked.accessors.slice(step + 1).map(stepText);
		const before = asked.accessors.slice(1, step).map(stepText);
		const found = { btf, base, before, rest, stands };
		// Two kernels that have the same need one flavor.
		const body = bodyOf(found, base, knows);
		if (body === undefined) return undefined;
		if (seen.has(body)) continue;
		seen.add(body);
		const number = flavors.length === 0 ? '' : `${flavors.length + 1}`;
		flavors.push(
			flavorOf(found, body, freeSuffix(asked.btf, [base, stands.behind?.struct], `${suffix}${number}`)),
		);
	}
	return flavors;
}

interface Found {
	readonly btf: Btf;
	readonly base: string;
	readonly before: Path;
	readonly rest: Path;
	readonly stands: Replacement;
}

/** The members of the struct in which the replacement is. */
function bodyOf({ btf, before, rest, stands }: Found, base: string, knows: Knows): string | undefined {
	const { behind } = stands;
	if (behind !== undefined && before.length > 0) return undefined;
	const [root] = typesNamed(btf, behind?.struct ?? base).filter((id) => isComposite(btfType(btf, id)));
	return root === undefined
		? undefined
		: memberDeclaration(btf, root, [...before, ...stands.path, ...rest], knows, '\t');
}

function flavorOf({ btf, base, before, rest, stands }: Found, body: string, suffix: string): Flavor {
	const { behind } = stands;
	const path = [...before, ...stands.path, ...rest];
	const [name, inner] = [`${base}___${suffix}`, behind && `${behind.struct}___${suffix}`];
	const declare = (type: string, members: string) =>
		`${keywordOf(btf, type)} ${type} {\n${members}\n} ${attribute};`;
	if (behind === undefined || inner === undefined) return { name, path, declarations: declare(name, body) };
	const pointer = `\t${keywordOf(btf, inner)} ${inner} *${behind.pointer};`;
	return {
		name,
		path,
		behind: { pointer: behind.pointer, name: inner },
		declarations: `${declare(inner, body)}\n\n${declare(name, pointer)}`,
	};
}

function keywordOf(btf: Btf, flavor: string): 'struct' | 'union' {
	const [id = 0] = typesNamed(btf, flavor).filter((each) => isComposite(btfType(btf, each)));
	return btfType(btf, id).kind === 'union' ? 'union' : 'struct';
}

/** With a number behind it where the program has such flavors already. */
function freeSuffix(local: Btf, bases: readonly (string | undefined)[], suffix: string): string {
	const taken = new Set(
		bases.flatMap((base) =>
			base === undefined ? [] : typesNamed(local, base).map((id) => btfType(local, id).name),
		),
	);
	let free = suffix;
	for (let number = 2; bases.some((base) => taken.has(`${base}___${free}`)); number++)
		free = `${suffix}${number}`;
	return free;
}

export function stepText({ name, index }: Accessor): string | number {
	return name ?? index;
}

/** `new` when the kernels that lack the member are the newer ones, `old` when they are the older. */
function suffixFor(answers: readonly KernelAnswer[], failing: readonly KernelAnswer[]): string {
	const places = failing.map((answer) => answers.indexOf(answer));
	const good = answers.flatMap(({ cause }, index) => (cause === undefined ? [index] : []));
	if (good.every((index) => index < Math.min(...places))) return 'new';
	return good.every((index) => index > Math.max(...places)) ? 'old' : 'other';
}

/** The members along a path, each struct with nothing but the next: `struct { const struct iovec *__iov; } msg_iter;`. */
function memberDeclaration(
	btf: Btf,
	owner: number,
	[name, ...rest]: Path,
	knows: Knows,
	indent: string,
): string | undefined {
	if (typeof name !== 'string' || !isIdentifier(name)) return undefined;
	const found = findMember(btf, owner, name);
	if (found === undefined) return undefined;
	const { bitfieldSize } = memberPlace(btf, skipModifiers(btf, found.accessor.typeId), found.accessor.index);
	if (rest.every((step) => typeof step === 'number')) {
		const declared = declaration(btf, found.type, name, knows);
		const bits = bitfieldSize > 0 ? ` : ${bitfieldSize}` : '';
		return declared === undefined ? undefined : `${indent}${declared}${bits};`;
	}
	let type = skipModifiers(btf, found.type);
	let dimensions = '';
	let next = rest;
	while (typeof next[0] === 'number' && type.kind === 'array') {
		dimensions += `[${arrayLength(btf, type)}]`;
		type = skipModifiers(btf, btfArrayElement(btf, type));
		next = next.slice(1);
	}
	const inner = memberDeclaration(btf, type.id, next, knows, `${indent}\t`);
	if (inner === undefined) return undefined;
	return `${indent}struct {\n${inner}\n${indent}} ${name}${dimensions};`;
}

import { type Btf, btfArrayElement, btfType, skipModifiers } from '../btf.ts';
import { arrayLength, isComposite, memberPlace } from '../btf-layout.ts';
import { declaration, isIdentifier, type Knows, typeName } from './c-type.ts';
import { essentialName } from './essential-name.ts';
import type { KernelAnswer, RelocationExplanation } from './explain.ts';
import { type CoreRelocationKind, isFieldKind } from './kinds.ts';
import { findMember } from './match.ts';
import { membersOf, ownerOf } from './members.ts';
import { typesNamed } from './names.ts';
import { findAccess, type SourceAccess } from './source-access.ts';
import { type Accessor, pathText } from './spec.ts';

/** Code that makes a program resolve on every kernel. */
export interface Fix {
	/** Types to declare before the function. */
	readonly declarations: string;
	/** What to write instead of the access. */
	readonly code: string;
	/** Set when `code` is not the whole line: the access that `value` takes the place of; empty when it is not known. */
	readonly insteadOf?: string;
	/** The line through another member of the same union, which needs nothing else. */
	readonly alternative?: string;
}

/** Names and indices to go through. */
type Path = readonly (string | number)[];

interface Flavor {
	readonly name: string;
	readonly path: Path;
	readonly declared: string;
}

const attribute = '__attribute__((preserve_access_index))';

/**
 * For a member that some kernels have under another name, type or place.
 * @param failing those that the program must be mended for
 * @param line the source line of the access
 * @returns undefined when nothing is known that stands for it, or it cannot be declared without further types.
 */
export function fixMember(
	explanation: RelocationExplanation,
	failing: readonly KernelAnswer[],
	knows: Knows,
	line: string | undefined,
): Fix | undefined {
	const { asked, request } = explanation;
	const root = btfType(asked.btf, asked.root);
	if (!isFieldKind(request.kind) || !isComposite(root) || !isIdentifier(root.name)) return undefined;
	if (asked.accessors[0]?.index !== 0) return undefined;
	const path = pathText(asked.accessors).slice(1);
	const access = (line === undefined ? undefined : findAccess(line, path)) ?? unknownAccess(request.kind);
	if (access === undefined) return undefined;
	const flavors = flavorsFor(explanation, failing, knows);
	if (flavors === undefined || flavors.length === 0) return undefined;
	const keyword = root.kind === 'union' ? 'union' : 'struct';
	const assigned = access.assigned ?? { indent: '\t', name: 'value' };
	const valueType = access.assigned === undefined ? valueDeclaration(explanation, knows) : declaredIn(access);
	if (access.assigned === undefined && valueType === undefined) return undefined;
	const { indent, name } = assigned;
	const original = `${keyword} ${root.name}`;
	const branches = [
		{ asks: existence(access, original, path), reads: access.text || read(access, access.pointer, path) },
		...flavors.map((flavor) => {
			const pointer = `(${keyword} ${flavor.name} *)${parenthesised(access.pointer)}`;
			const newPath = pathOf(flavor.path);
			return {
				asks: `bpf_core_field_exists(((${keyword} ${flavor.name} *)0)->${newPath})`,
				reads: read(access, pointer, newPath),
			};
		}),
	];
	// Where a kernel has none of them, the last must be asked for too.
	const covered = failing.every(
		({ cause }) => cause?.kind === 'no-member' && cause.replacement !== undefined,
	);
	const lines = branches.flatMap(({ asks, reads }, index) => {
		const isLast = index === branches.length - 1 && covered;
		const condition = isLast ? '' : `if (${asks})`;
		return [
			`${indent}${index > 0 ? `else ${condition}`.trimEnd() : condition}`,
			`${indent}\t${name} = ${reads};`,
		];
	});
	if (!covered) lines.push(`${indent}else`, `${indent}\t${name} = 0; /* nothing stands for it there */`);
	const other = alternativeLine(explanation, access, knows);
	return {
		declarations: flavors
			.map((flavor) => `${keyword} ${flavor.name} {\n${flavor.declared}\n} ${attribute};`)
			.join('\n\n'),
		code: [...(valueType === undefined ? [] : [`${indent}${valueType};`, '']), ...lines].join('\n'),
		...(access.assigned === undefined && { insteadOf: access.text }),
		...(other !== undefined && { alternative: other }),
	};
}

/** One flavor of the struct for each thing that kernels have in the member's place. */
function flavorsFor(
	{ asked, answers, step }: RelocationExplanation,
	failing: readonly KernelAnswer[],
	knows: Knows,
): Flavor[] | undefined {
	const base = essentialName(btfType(asked.btf, asked.root).name);
	const suffix = suffixFor(answers, failing);
	const taken = new Set(typesNamed(asked.btf, base).map((id) => btfType(asked.btf, id).name));
	const flavors: Flavor[] = [];
	for (const { btf, cause } of failing) {
		const stands = cause?.kind === 'no-member' ? cause.replacement : undefined;
		if (stands === undefined) continue;
		const path = [
			...asked.accessors.slice(1, step).map(stepText),
			...stands.path,
			...(stands.isWhole ? [] : asked.accessors.slice(step + 1).map(stepText)),
		];
		const [root] = typesNamed(btf, base).filter((id) => isComposite(btfType(btf, id)));
		const declared = root === undefined ? undefined : memberDeclaration(btf, root, path, knows, '\t');
		if (declared === undefined) return undefined;
		if (flavors.some((flavor) => flavor.declared === declared)) continue;
		let name = `${base}___${suffix}`;
		for (let number = 2; taken.has(name); number++) name = `${base}___${suffix}${number}`;
		taken.add(name);
		flavors.push({ name, path, declared });
	}
	return flavors;
}

function stepText({ name, index }: Accessor): string | number {
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

/** `msg_iter.__iov`, `mem[0].base`. */
function pathOf(path: Path): string {
	return path
		.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
		.join('');
}

function existence({ pointer }: SourceAccess, type: string, path: string): string {
	// Only of a variable is it known that asking has no effect.
	const from = isIdentifier(pointer) ? pointer : `((${type} *)0)`;
	return `bpf_core_field_exists(${from}->${path})`;
}

function read({ macro, after }: SourceAccess, pointer: string, path: string): string {
	if (macro === undefined) return `${isIdentifier(pointer) ? pointer : `(${pointer})`}->${path}`;
	return `${macro}(${[pointer, path, ...after].join(', ')})`;
}

function parenthesised(pointer: string): string {
	return /^\w+(?:\([^()]*\))?$/.test(pointer) ? pointer : `(${pointer})`;
}

/** Where the line says nothing: a pointer `p`, read into `value`. */
function unknownAccess(kind: CoreRelocationKind): SourceAccess | undefined {
	// What asks for a size alone does not read.
	if (kind === 'byte_sz') return undefined;
	const isBitfield = kind === 'lshift_u64' || kind === 'rshift_u64' || kind === 'signed';
	return {
		macro: isBitfield ? 'BPF_CORE_READ_BITFIELD_PROBED' : 'BPF_CORE_READ',
		pointer: 'p',
		after: [],
		text: '',
	};
}

function declaredIn({ assigned }: SourceAccess): string | undefined {
	if (assigned?.declared === undefined) return undefined;
	return `${assigned.declared}${assigned.declared.endsWith('*') ? '' : ' '}${assigned.name}`;
}

/** `const struct iovec *value`. */
function valueDeclaration(explanation: RelocationExplanation, knows: Knows): string | undefined {
	const member = memberAsked(explanation);
	return member && declaration(member.btf, member.type, 'value', knows);
}

function memberAsked({
	asked,
}: RelocationExplanation): { readonly btf: Btf; readonly type: number } | undefined {
	const last = asked.accessors.at(-1);
	if (last?.name === undefined) return undefined;
	const member = membersOf(asked.btf, last.typeId).find(({ name }) => name === last.name);
	return member && { btf: asked.btf, type: member.type };
}

function alternativeLine(
	explanation: RelocationExplanation,
	access: SourceAccess,
	knows: Knows,
): string | undefined {
	const { alternative, asked, step } = explanation;
	const member = memberAsked(explanation);
	// A program's own declaration of the struct need not have it.
	if (alternative === undefined || findMember(asked.btf, ownerOf(asked, step), alternative) === undefined) {
		return undefined;
	}
	if (member === undefined || access.after.length > 0) return undefined;
	const path = [...asked.accessors.slice(1, -1).map(stepText), alternative];
	const cast = typeName(member.btf, member.type, knows);
	if (cast === undefined) return undefined;
	const { assigned } = access;
	const target = assigned === undefined ? 'value' : (declaredIn(access) ?? assigned.name);
	return `${assigned?.indent ?? '\t'}${target} = (${cast})${read(access, access.pointer, pathOf(path))};`;
}

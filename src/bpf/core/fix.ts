import { type Btf, btfType, skipModifiers } from '../btf.ts';
import { isComposite } from '../btf-layout.ts';
import { declaration, isIdentifier, type Knows, typeName } from './c-type.ts';
import { type KernelAnswer, type RelocationExplanation, replacementIn } from './explain.ts';
import { type Flavor, flavorsFor, type Path, stepText } from './fix-flavors.ts';
import { type CoreRelocationKind, isFieldKind } from './kinds.ts';
import { findMember } from './match.ts';
import { membersOf, ownerOf } from './members.ts';
import { findAccess, type SourceAccess } from './source-access.ts';
import { pathText } from './spec.ts';

/** Code that makes a program resolve on every kernel. */
export interface Fix {
	/**
	 * `flavor`: what other kernels have is declared; `guard`: nothing stands for it there; `any-size`: the macro for
	 * bitfields reads it in the size that each kernel gives it.
	 */
	readonly how: 'flavor' | 'guard' | 'any-size';
	/** Types to declare before the function; empty when none are needed. */
	readonly declarations: string;
	/** What to write instead of the access. */
	readonly code: string;
	/** Set when `code` is not the whole line: the access that `value` takes the place of; empty when it is not known. */
	readonly insteadOf?: string;
	/** The line through another member of the same union, which needs nothing else. */
	readonly alternative?: string;
}

/**
 * For a member that some kernels have under another name, type or place, or not at all.
 * @param failing those that the program must be mended for
 * @param line the source line of the access
 * @returns undefined when it cannot be declared without further types, or no code helps.
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
	const valueType = access.assigned === undefined ? valueDeclaration(explanation, knows) : declaredIn(access);
	if (access.assigned === undefined && valueType === undefined) return undefined;
	const keyword = root.kind === 'union' ? 'union' : 'struct';
	const place: Place = { access, path, original: `${keyword} ${root.name}`, keyword, valueType };
	if (failing.every(({ cause }) => cause?.kind === 'other-size')) return anySize(place);
	const flavors = flavorsFor(explanation, failing, knows);
	if (flavors === undefined || !failing.every(({ cause }) => canBeAsked(cause))) return undefined;
	const covered = failing.every(({ cause }) => replacementIn(cause) !== undefined);
	if (!covered && !isScalar(explanation)) return undefined;
	const other = alternativeLine(explanation, access, knows);
	return {
		how: flavors.length === 0 ? 'guard' : 'flavor',
		declarations: flavors.map(({ declarations }) => declarations).join('\n\n'),
		...chosen(place, flavors, covered),
		...(other !== undefined && { alternative: other }),
	};
}

/** Where and how the program reads. */
interface Place {
	readonly access: SourceAccess;
	readonly path: string;
	/** Such as `struct iov_iter`. */
	readonly original: string;
	readonly keyword: 'struct' | 'union';
	/** Of the variable that is assigned, when it is declared here. */
	readonly valueType: string | undefined;
}

/** Whether `bpf_core_field_exists` says no there. */
function canBeAsked(cause: KernelAnswer['cause']): boolean {
	return cause !== undefined && cause.kind !== 'refused' && cause.kind !== 'other-size';
}

/** The access as it is where it resolves, and a branch for each flavor. */
function chosen(place: Place, flavors: readonly Flavor[], covered: boolean): Pick<Fix, 'code' | 'insteadOf'> {
	const { access, path, original, keyword } = place;
	const { indent, name } = access.assigned ?? { indent: '\t', name: 'value' };
	const branches = [
		{ asks: existence(access, original, path), reads: access.text || read(access, access.pointer, path) },
		...flavors.map(({ name: flavor, behind, path: steps }) => {
			const pointer = `(${keyword} ${flavor} *)${parenthesised(access.pointer)}`;
			const asked = `${keyword} ${behind?.name ?? flavor}`;
			const newPath = pathOf(steps);
			const through = access.macro === undefined ? '->' : ', ';
			return {
				asks: `bpf_core_field_exists(((${asked} *)0)->${newPath})`,
				reads: read(
					access,
					pointer,
					behind === undefined ? newPath : `${behind.pointer}${through}${newPath}`,
				),
			};
		}),
	];
	// Where a kernel has none of them, the last must be asked for too.
	const lines = branches.flatMap(({ asks, reads }, index) => {
		const isLast = index > 0 && index === branches.length - 1 && covered;
		const condition = isLast ? '' : `if (${asks})`;
		return [
			`${indent}${index > 0 ? `else ${condition}`.trimEnd() : condition}`,
			`${indent}\t${name} = ${reads};`,
		];
	});
	if (!covered) lines.push(`${indent}else`, `${indent}\t${name} = 0; /* nothing stands for it there */`);
	return written(place, lines);
}

function anySize(place: Place): Fix {
	const { access, path } = place;
	const { indent, name } = access.assigned ?? { indent: '\t', name: 'value' };
	const macro = access.macro === undefined ? 'BPF_CORE_READ_BITFIELD' : 'BPF_CORE_READ_BITFIELD_PROBED';
	const line = `${indent}${name} = ${macro}(${access.pointer}, ${path});`;
	return { how: 'any-size', declarations: '', ...written(place, [line]) };
}

function written({ access, valueType }: Place, lines: readonly string[]): Pick<Fix, 'code' | 'insteadOf'> {
	const indent = access.assigned?.indent ?? '\t';
	return {
		code: [...(valueType === undefined ? [] : [`${indent}${valueType};`, '']), ...lines].join('\n'),
		...(access.assigned === undefined && { insteadOf: access.text }),
	};
}

/** Whether 0 is a value of its type. */
function isScalar(explanation: RelocationExplanation): boolean {
	const member = memberAsked(explanation);
	const type = member && skipModifiers(member.btf, member.type);
	return type !== undefined && !isComposite(type) && type.kind !== 'array';
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

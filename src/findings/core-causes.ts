import { type Btf, btfMember, btfType, skipModifiers } from '../bpf/btf.ts';
import { typeName } from '../bpf/core/c-type.ts';
import type { EnumeratorReplacement } from '../bpf/core/enumerators.ts';
import { essentialName } from '../bpf/core/essential-name.ts';
import type { KernelAnswer, RelocationExplanation } from '../bpf/core/explain.ts';
import { isEnumeratorKind } from '../bpf/core/kinds.ts';
import { ownerOf, typeText } from '../bpf/core/members.ts';
import type { Replacement } from '../bpf/core/rename.ts';
import { pathText as accessText } from '../bpf/core/spec.ts';
import { oneLine } from '../report/neutralise.ts';

// What the kernels have, in words. Names come from BTF, which may be anybody's: hostile.

/** `struct iov_iter` has the member `iov` (const struct iovec *). */
export function presenceText(explanation: RelocationExplanation): string {
	const { known, step } = explanation;
	const name = wantedName(explanation);
	const owner = ownerText(explanation);
	if (name === undefined) return `${owner} is there`;
	if (isEnumeratorKind(explanation.request.kind)) return `${owner} has \`${name}\``;
	const accessor = known?.spec.accessors[step];
	if (known === undefined || accessor?.name === undefined) return `${owner} has the member \`${name}\``;
	const { btf } = known.spec;
	const { type } = btfMember(btf, skipModifiers(btf, accessor.typeId), accessor.index);
	return `${owner} has the member \`${name}\`${typeIn(typeName(btf, type, () => true))}`;
}

/** Where no kernel has it: what is wanted. */
export function wantedText(explanation: RelocationExplanation): string {
	const owner = ownerText(explanation);
	const name = wantedName(explanation);
	if (name === undefined) return `the program wants ${owner}`;
	const what = isEnumeratorKind(explanation.request.kind) ? 'enumerator' : 'member';
	return `the program wants the ${what} \`${name}\` of ${owner}`;
}

/** What stands after `on debian:6.12 and debian:7 `. */
export function causeText(explanation: RelocationExplanation, { btf, cause }: KernelAnswer): string {
	const name = wantedName(explanation) ?? '';
	switch (cause?.kind) {
		case 'no-member':
			return cause.replacement === undefined
				? `there is no \`${name}\` in it, and nothing that stands for it by name or by type and place`
				: replacementText(
						explanation,
						cause.replacement,
						typeName(btf, cause.replacement.type, () => true),
					);
		case 'other-type': {
			const type = typeName(btf, cause.found, () => true) ?? typeText(btf, cause.found);
			const within =
				cause.replacement === undefined
					? ''
					: `; what it was is \`${oneLine(pathText(cause.replacement.path), 200)}\``;
			return `\`${name}\` is of a type that cannot be read in its place (${oneLine(type, 150)})${within}`;
		}
		case 'too-short':
			return 'the array has no such element';
		case 'other-size':
			return `\`${name}\` has ${bytes(cause.targetSize)} instead of ${cause.localSize}, which a plain load cannot make up for`;
		case 'no-enumerator':
			return cause.replacement === undefined
				? `it has no \`${name}\``
				: enumeratorText(name, cause.replacement);
		case 'no-type':
			return noTypeText(explanation, cause.base);
		default:
			return oneLine(cause?.message ?? '', 200);
	}
}

function replacementText(
	{ asked, step }: RelocationExplanation,
	{ path, behind, sameType, how, isWhole }: Replacement,
	type: string | undefined,
): string {
	const name = oneLine(behind === undefined ? pathText(path) : `${behind.pointer}->${pathText(path)}`, 200);
	const asType = sameType ? ', of the same type' : typeIn(type);
	if (isWhole) {
		const whole = `\`${oneLine(accessText(asked.accessors.slice(step)).slice(1), 200)}\``;
		return how === 'likely'
			? `\`${name}\` seems to stand for ${whole}`
			: `\`${name}\` stands for ${whole}${asType}`;
	}
	switch (how) {
		case 'renamed':
			return `it is \`${name}\`${asType}`;
		case 'moved':
			return `it has moved to \`${name}\`${asType}`;
		case 'likely':
			return `\`${name}\` seems to stand for it, by its type and place`;
	}
}

function bytes(count: number): string {
	return `${count} byte${count === 1 ? '' : 's'}`;
}

function enumeratorText(wanted: string, { type, name, value }: EnumeratorReplacement): string {
	if (type !== undefined) return `\`${wanted}\` is in \`enum ${oneLine(type, 150)}\` (${value})`;
	return `it is \`${oneLine(name, 150)}\`, of the same value (${value})`;
}

function noTypeText({ asked }: RelocationExplanation, base: string | undefined): string {
	if (base === undefined)
		return `there is no ${flavorless(asked.btf, asked.root)} in the kernel or its modules`;
	const text = oneLine(typeText(asked.btf, asked.root), 150);
	return `there is no \`${text}\`, only \`${oneLine(base, 150)}\`, of which that is no flavor`;
}

/** `struct iov_iter` has no member `iov` on this kernel: it is `__iov`. Undefined where the log says as much. */
export function shortTitle(
	explanation: RelocationExplanation,
	failing: readonly KernelAnswer[],
): string | undefined {
	const paths = new Set(
		failing.map(({ cause }) =>
			cause?.kind === 'no-member' &&
			cause.replacement !== undefined &&
			!cause.replacement.isWhole &&
			cause.replacement.behind === undefined &&
			cause.replacement.how !== 'likely'
				? pathText(cause.replacement.path)
				: undefined,
		),
	);
	const [path] = paths;
	const name = wantedName(explanation);
	if (paths.size !== 1 || path === undefined || name === undefined) return undefined;
	return `${ownerText(explanation)} has no member \`${name}\` on this kernel: it is \`${oneLine(path, 150)}\``;
}

/** The struct, union or enum that is to have it, without the flavor that the program gives it. */
function ownerText({ asked, step }: RelocationExplanation): string {
	return flavorless(asked.btf, ownerOf(asked, step));
}

function flavorless(btf: Btf, id: number): string {
	const { name } = btfType(btf, id);
	const text = typeText(btf, id);
	if (name === '') return text;
	return `\`${oneLine(text.slice(0, -name.length) + essentialName(name), 150)}\``;
}

function wantedName({ asked, step }: RelocationExplanation): string | undefined {
	const name = asked.accessors[step]?.name;
	return name === undefined ? undefined : oneLine(name, 150);
}

function pathText(path: Replacement['path']): string {
	return path.map((part, index) => (part === 0 ? '[0]' : index === 0 ? part : `.${part}`)).join('');
}

function typeIn(type: string | undefined): string {
	return type === undefined ? '' : ` (${oneLine(type, 150)})`;
}

import { btfType } from '../btf.ts';
import { isEnum } from '../btf-layout.ts';
import { isIdentifier } from './c-type.ts';
import { essentialName } from './essential-name.ts';
import type { KernelAnswer, RelocationExplanation } from './explain.ts';
import type { Fix } from './fix.ts';
import { isEnumeratorKind } from './kinds.ts';

/**
 * For an enumerator that some kernels have under another name: a flavor of the enum with that name, itself a flavor,
 * since the header may declare it too.
 * @returns undefined when nothing is known that stands for it, or several names do.
 */
export function fixEnumerator(
	{ asked, request }: RelocationExplanation,
	failing: readonly KernelAnswer[],
): Fix | undefined {
	const type = btfType(asked.btf, asked.root);
	const name = asked.accessors[0]?.name ?? '';
	if (!isEnumeratorKind(request.kind) || !isEnum(type)) return undefined;
	const replacements = failing.map(({ cause }) =>
		cause?.kind === 'no-enumerator' ? cause.replacement : undefined,
	);
	const [first] = replacements;
	if (first === undefined) return undefined;
	if (replacements.some((other) => other?.name !== first.name || other.type !== first.type)) return undefined;
	const owner = essentialName(first.type ?? type.name);
	if (![type.name, name, first.name, owner].every(isIdentifier)) return undefined;
	const flavor = `enum ${owner}___new`;
	const renamed = `${essentialName(first.name)}___new`;
	return {
		how: 'flavor',
		declarations: `${flavor} {\n\t${renamed} = ${BigInt.asIntN(64, first.value)},\n};`,
		code: [
			'\t__u64 value;',
			'',
			`\tif (bpf_core_enum_value_exists(enum ${type.name}, ${name}))`,
			`\t\tvalue = bpf_core_enum_value(enum ${type.name}, ${name});`,
			'\telse',
			`\t\tvalue = bpf_core_enum_value(${flavor}, ${renamed});`,
		].join('\n'),
		insteadOf: `bpf_core_enum_value(enum ${type.name}, ${name})`,
	};
}

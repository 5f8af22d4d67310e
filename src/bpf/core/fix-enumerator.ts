import { btfType } from '../btf.ts';
import { isEnum } from '../btf-layout.ts';
import { isIdentifier } from './c-type.ts';
import { essentialName } from './essential-name.ts';
import type { KernelAnswer, RelocationExplanation } from './explain.ts';
import type { Fix } from './fix.ts';
import { isEnumeratorKind } from './kinds.ts';

/**
 * For an enumerator that some kernels have under another name: a flavor of the enum with that name, itself a flavor,
 * since the header may declare it too. Where nothing is known that stands for it, or several names do, it only asks.
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
	if (![type.name, name].every(isIdentifier)) return undefined;
	const words = `enum ${type.name}, ${name}`;
	const branches = [
		'\t__u64 value;',
		'',
		`\tif (bpf_core_enum_value_exists(${words}))`,
		`\t\tvalue = bpf_core_enum_value(${words});`,
		'\telse',
	];
	const insteadOf = `bpf_core_enum_value(${words})`;
	const [first] = replacements;
	const isOne = replacements.every((other) => other?.name === first?.name && other?.type === first?.type);
	if (first === undefined || !isOne) {
		const code = [...branches, '\t\tvalue = 0; /* nothing stands for it there */'].join('\n');
		return { how: 'guard', declarations: '', code, insteadOf };
	}
	const owner = essentialName(first.type ?? type.name);
	if (![first.name, owner].every(isIdentifier)) return undefined;
	const flavor = `enum ${owner}___new`;
	const renamed = `${essentialName(first.name)}___new`;
	return {
		how: 'flavor',
		declarations: `${flavor} {\n\t${renamed} = ${BigInt.asIntN(64, first.value)},\n};`,
		code: [...branches, `\t\tvalue = bpf_core_enum_value(${flavor}, ${renamed});`].join('\n'),
		insteadOf,
	};
}

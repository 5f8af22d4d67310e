import { essentialName } from '../bpf/core/essential-name.ts';
import type { FailedRelocation } from '../bpf/load-fact.ts';
import type { LoadLog } from '../bpf/load-log.ts';
import { oneLine } from '../report/neutralise.ts';
import { flavorNameHint, missingEnumeratorHint, missingMemberHint, missingTypeHint } from './core-hints.ts';
import type { Explanation } from './explanation.ts';
import type { ProgramObservation } from './observation.ts';

/** What a relocation asks for: `struct T`, with a member or an enumerator, or the type alone. */
interface Wanted {
	/** `struct`, `union` or `enum`; empty for a typedef or where libbpf says none. */
	readonly keyword: string;
	readonly type: string;
	/** Such as `iov`, `a.b` or `cb[3]`. */
	readonly member?: string;
	readonly enumerator?: string;
}

/** `failed` is missing where libbpf could not put its own words into the verifier's log. */
export function explainRelocation(
	failed: FailedRelocation | undefined,
	program: ProgramObservation,
	{ insn }: LoadLog,
): Explanation {
	const code = 'core-relocation';
	const where = insn === undefined ? 'the access' : `instruction ${insn}`;
	const poisoned = `libbpf left ${where} unusable and the verifier refused it.`;
	if (failed === undefined) {
		return {
			code,
			title: `\`${oneLine(program.name, 100)}\` needs a field, type or enumerator that this kernel does not have`,
			message: `A CO-RE relocation found nothing in this kernel's BTF: ${poisoned} The log does not name it.`,
		};
	}
	const wanted = parse(failed.spec);
	const access = failed.access === undefined ? '' : ` (${oneLine(failed.access, 100)})`;
	const hint = hintFor(wanted);
	return {
		code,
		title: titleFor(wanted),
		message: `The CO-RE relocation <${oneLine(failed.kind, 50)}> of \`${oneLine(failed.spec, 300)}\`${access} finds nothing in this kernel's BTF: ${poisoned}`,
		...(hint !== undefined && { hint }),
	};
}

/** libbpf's bpf_core_format_spec: `struct T.a.b`, `struct T`, `enum E::NAME = 1`, each with the type's keyword before it. */
function parse(spec: string): Wanted {
	const space = spec.indexOf(' ');
	const keyword = ['struct', 'union', 'enum', 'enum64'].find((word) => spec.slice(0, space) === word) ?? '';
	const rest = spec.slice(keyword === '' ? 0 : space + 1);
	const colons = rest.indexOf('::');
	if (colons !== -1) {
		const enumerator = rest.slice(colons + 2).split(' ', 1)[0] ?? '';
		// C has one word for both widths.
		return { keyword: 'enum', type: rest.slice(0, colons), enumerator };
	}
	const dot = rest.indexOf('.');
	if (dot === -1) return { keyword, type: rest };
	// `T[1].member`: an element after the one that the pointer leads to.
	const type = rest.slice(0, dot).split('[', 1)[0] ?? '';
	return { keyword, type, member: rest.slice(dot + 1) };
}

function titleFor({ keyword, type, member, enumerator }: Wanted): string {
	const name = `\`${oneLine(`${keyword} ${essentialName(type)}`.trim(), 150)}\``;
	if (member !== undefined) return `${name} has no member \`${oneLine(member, 150)}\` on this kernel`;
	if (enumerator !== undefined) return `${name} has no \`${oneLine(enumerator, 150)}\` on this kernel`;
	return `this kernel has no ${name}`;
}

function hintFor({ keyword, type, member, enumerator }: Wanted): string | undefined {
	const flavor = flavorNameHint(type);
	if (flavor !== undefined) return flavor;
	if (member !== undefined) return missingMemberHint(keyword, type, member);
	if (enumerator !== undefined) return missingEnumeratorHint(type, enumerator);
	return missingTypeHint(keyword, type);
}

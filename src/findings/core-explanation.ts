import type { Btf } from '../bpf/btf.ts';
import { btfKind } from '../bpf/btf.ts';
import type { Knows } from '../bpf/core/c-type.ts';
import {
	explainRelocation,
	type KernelAnswer,
	type KernelTypes,
	type RelocationExplanation,
} from '../bpf/core/explain.ts';
import { type Fix, fixMember } from '../bpf/core/fix.ts';
import { fixEnumerator } from '../bpf/core/fix-enumerator.ts';
import { correctedFlavor } from '../bpf/core/flavor.ts';
import { typesNamed } from '../bpf/core/names.ts';
import { FormatError } from '../bpf/format-error.ts';
import { oneLine } from '../report/neutralise.ts';
import { causeText, presenceText, shortTitle, wantedText } from './core-causes.ts';
import type { Failure, Incident } from './failure.ts';

/** A kernel of the run, oldest first, and whether the program failed to load there. */
export interface KernelOfRelocation extends KernelTypes {
	readonly failed: boolean;
}

/**
 * The failure of a CO-RE relocation, explained by what the kernels have: what the member is called on those that fail,
 * and the code that resolves on all of them. Any other failure, and one of which too little is known, stays as it is.
 * @param build the types of the kernel whose header the program is compiled with
 */
export function explainedFailure(
	{ failure }: Incident,
	kernels: readonly KernelOfRelocation[],
	build: Btf | undefined,
): Failure {
	const { relocation } = failure;
	if (relocation === undefined || !kernels.some(({ failed }) => failed)) return failure;
	const { types, request, line } = relocation;
	try {
		const explanation = explainRelocation(types, request, kernels);
		const failing = explanation.answers.filter(
			({ cause }, index) => cause !== undefined && kernels[index]?.failed,
		);
		if (failing.length === 0) return failure;
		const hint = explanationHint(
			explanation,
			failing,
			knownTypes([types, ...(build === undefined ? [] : [build])]),
			line,
		);
		return {
			...failure,
			title: shortTitle(explanation, failing) ?? failure.title,
			message: `${explanationText(explanation, failing)} ${failure.message}`,
			...(hint !== undefined && { hint }),
		};
	} catch (error) {
		// What the log says stands by itself.
		if (error instanceof FormatError) return failure;
		throw error;
	}
}

/** What has it and what the others have instead, each kernel by its name. */
export function explanationText(
	explanation: RelocationExplanation,
	failing: readonly KernelAnswer[],
): string {
	const present = explanation.answers.filter(
		({ resolution }) => resolution.status === 'resolved' && resolution.found !== undefined,
	);
	const bySentence = Map.groupBy(failing, (answer) => causeText(explanation, answer));
	const causes = [...bySentence].map(([text, answers]) => `on ${names(answers)} ${text}`);
	const lacksType = failing.every(({ cause }) => cause?.kind === 'no-type');
	const start =
		present.length > 0 ? `${presenceText(explanation)} on ${names(present)}` : wantedText(explanation);
	const sentence = present.length === 0 && lacksType ? causes.join('; ') : [start, ...causes].join('; ');
	return `${capital(sentence)}.`;
}

/** What to write instead, as text with code in it; undefined where nothing is known to stand for it. */
export function explanationHint(
	explanation: RelocationExplanation,
	failing: readonly KernelAnswer[],
	knows: Knows,
	line: string | undefined,
): string | undefined {
	const [first] = failing;
	if (first?.cause?.kind === 'no-type' && first.cause.base !== undefined) {
		return flavorHint(explanation, first.cause.base, failing);
	}
	const fix = fixMember(explanation, failing, knows, line) ?? fixEnumerator(explanation, failing);
	return fix && memberHint(fix, explanation.alternative);
}

const advice: Readonly<Record<Fix['how'], string>> = {
	flavor:
		'Declare what the other kernels have in a flavor of the type, and ask before reading; libbpf settles that when it loads the program, so the branch that does not apply is dead code:',
	guard:
		'Nothing is known to stand for it there, so ask before reading; libbpf settles that when it loads the program, so the branch that does not apply is dead code:',
	'any-size': 'Read it by the macro that takes the size and place that each kernel gives it:',
};

function memberHint(
	{ how, declarations, code, insteadOf, alternative }: Fix,
	other: string | undefined,
): string {
	const use = insteadOf ? `\n\nUse \`value\` instead of \`${oneLine(insteadOf, 200)}\`.` : '';
	const also =
		alternative === undefined
			? ''
			: `\n\nOr read \`${other}\`, another member of the same union, which all these kernels have and which gives the same value:\n\n${block(alternative)}`;
	const parts = [declarations, code].filter((part) => part !== '').map(block);
	return `${[advice[how], ...parts].join('\n\n')}${use}${also}`;
}

function flavorHint(
	{ asked }: RelocationExplanation,
	base: string,
	failing: readonly KernelAnswer[],
): string | undefined {
	const corrected = correctedFlavor(asked.btf, asked.root, base);
	if (corrected === undefined) return undefined;
	const { name, declaration } = corrected;
	const code = declaration === undefined ? '' : `:\n\n${block(declaration)}`;
	const resolving = failing.filter(({ cause }) => cause?.kind === 'no-type' && cause.resolves);
	const so = resolving.length === 0 ? '' : `, and the access resolves on ${names(resolving)}`;
	return `Only ___ (three underscores) starts a flavor. Name the type \`${name}\` wherever it is used: then it stands for the kernel's \`${base}\`${so}${code || '.'}`;
}

/** Code as hints have it: four spaces before it, and eight for each tab. */
function block(code: string): string {
	const lines = code.split('\n');
	const indents = lines
		.filter((line) => line.trim() !== '')
		.map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
	const least = Math.min(...indents);
	return lines
		.map((line) => (line.trim() === '' ? '' : `    ${line.slice(least).replaceAll('\t', ' '.repeat(8))}`))
		.join('\n');
}

/** `debian:5.10 and debian:6.1`. */
function names(answers: readonly KernelAnswer[]): string {
	const all = answers.map(({ kernel }) => oneLine(kernel.name, 100));
	return [all.slice(0, -1).join(', '), ...all.slice(-1)].filter((part) => part !== '').join(' and ');
}

function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A header made from a kernel's BTF defines the types that the kernel has; the program has those that it uses. */
export function knownTypes(from: readonly Btf[]): Knows {
	return (kind, name) =>
		from.some((btf) =>
			typesNamed(btf, name).some((id) => {
				const found = btfKind(btf, id);
				return found === kind || (kind === 'enum' && found === 'enum64');
			}),
		);
}

import type { ExplainedObject, ExplainedRelocation } from '../findings/explain-object.ts';
import { type ExplainedNeed, needText } from '../findings/needs.ts';

/** Past this, a column does not push the others away. */
const widest = 60;

/** What the terminal shows; not neutralised. */
export function explanationReport({ object, kernels, relocations, needs }: ExplainedObject): string {
	const missing = relocations.filter(({ message }) => message !== undefined);
	const notes = needs.flatMap((need) => needNote(need) ?? []);
	const sections = [
		`${object}: ${relocations.length === 1 ? '1 CO-RE relocation' : `${relocations.length} CO-RE relocations`} on ${kernels.join(', ')}\n${rows(relocations.map(relocationRow))}`,
		...missing.map(missingText),
		...relocations.filter(({ warning }) => warning !== undefined).map(warningText),
		...(relocations.length === 0
			? []
			: [`${resolveText(relocations.length, missing.length, kernels.length)}\n`]),
		...(needs.length === 0
			? []
			: [`What it needs besides, by the kernels' BTF:\n${rows(needs.map(needRow))}`]),
		...(notes.length === 0 ? [] : [`${notes.join('\n')}\n`]),
		...(needs.length === 0 ? [] : [`${needsLimit}\n`]),
	];
	return sections.join('\n');
}

/** What BTF cannot tell. */
export const needsLimit =
	'BTF tells what a kernel knows, not what its configuration leaves out, and of modules only those that a guest loads.';

/** `3 of 4 resolve on all of them.` */
export function resolveText(all: number, missing: number, kernels: number): string {
	const warning =
		missing === 0
			? ''
			: ' One that does not stands in the way of loading only where the program can come to it.';
	return `${all - missing} of ${all} resolve on ${kernels === 1 ? 'it' : 'all of them'}.${warning}`;
}

/** `24` when all kernels agree, else each in the order of the kernels: `24 24 16 -`. */
export function valuesText({ kernels }: ExplainedRelocation): string {
	return agreed(kernels.map(({ value }) => value ?? '-'));
}

/** `yes`, or for each kernel `yes`, `no` or `?`. */
export function answersText({ kernels }: ExplainedNeed): string {
	return agreed(kernels.map(({ answer }) => (answer === 'unknown' ? '?' : answer)));
}

function agreed(values: readonly string[]): string {
	return new Set(values).size === 1 ? (values[0] ?? '') : values.join(' ');
}

export function placeText({ file, line, function: name, insn }: ExplainedRelocation): string {
	return file === undefined ? `${name}, instruction ${insn}` : `${file}:${line}`;
}

/** Where it is missing, who needs it, and what is like it there; undefined when every kernel has it. */
export function needNote(need: ExplainedNeed): string | undefined {
	const byNote = Map.groupBy(need.kernels, ({ answer, why, nearest, in: module }) => {
		const near = nearest === undefined ? '' : ` (the nearest name is \`${nearest}\`)`;
		if (answer === 'yes') return module === undefined ? '' : `in the module ${module}`;
		return `${answer === 'no' ? 'not there' : (why ?? '')}${near}`;
	});
	const notes = [...byNote].flatMap(([note, kernels]) =>
		note === ''
			? []
			: [`${note} on ${byNote.size === 1 && kernels.length > 1 ? 'all of them' : list(kernels)}`],
	);
	if (notes.length === 0) return undefined;
	const asked = need.optional ? ', which asks first' : '';
	return `${needText(need)}, needed by ${need.programs.join(', ')}${asked}: ${notes.join('; ')}.`;
}

function list(kernels: ExplainedNeed['kernels']): string {
	return kernels.map(({ kernel }) => kernel).join(', ');
}

/** One line each: where, what, and what it comes to. */
function relocationRow(relocation: ExplainedRelocation): string[] {
	return [placeText(relocation), `<${relocation.kind}> ${relocation.path}`, valuesText(relocation)];
}

function needRow(need: ExplainedNeed): string[] {
	return [needText(need), answersText(need)];
}

function rows(lines: readonly (readonly string[])[]): string {
	const widths = (lines[0] ?? []).map((_, column) =>
		Math.min(widest, ...[Math.max(0, ...lines.map((line) => line[column]?.length ?? 0))]),
	);
	return lines
		.map(
			(line) =>
				`  ${line
					.map((cell, column) => cell.padEnd(widths[column] ?? 0))
					.join('  ')
					.trimEnd()}\n`,
		)
		.join('');
}

function warningText(relocation: ExplainedRelocation): string {
	return `${placeText(relocation)}: ${relocation.path}\n  ${relocation.warning}\n`;
}

function missingText(relocation: ExplainedRelocation): string {
	const { path, message = '', hint, code } = relocation;
	const indented = hint?.replace(/^(?=.)/gm, '    ');
	return `${placeText(relocation)}: ${path} [${code}]\n  ${message}\n${indented === undefined ? '' : `  fix:\n${indented}\n`}`;
}

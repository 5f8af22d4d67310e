import type { Resolution } from '../bpf/core/resolve.ts';

/** One relocation, as JSON has it. */
export interface Explained {
	readonly kind: string;
	readonly path: string;
	readonly function: string;
	/** Counted from the start of the function. */
	readonly insn: number;
	readonly file?: string;
	readonly line?: number;
	readonly kernels: readonly {
		readonly kernel: string;
		readonly status: Resolution['status'];
		/** What goes into the instruction, in decimal. */
		readonly value?: string;
	}[];
	/** Why it does not resolve on some kernels. */
	readonly message?: string;
	readonly hint?: string;
}

/** What the terminal shows; not neutralised. */
export function explanationReport(
	object: string,
	kernels: readonly string[],
	relocations: readonly Explained[],
): string {
	const missing = relocations.filter(({ message }) => message !== undefined);
	const resolving = relocations.length - missing.length;
	const head = `${object}: ${count(relocations.length, 'CO-RE relocation')} on ${kernels.join(', ')}\n`;
	const rest = missing.length === 0 ? '' : `\n${missing.map(missingText).join('\n')}`;
	return `${head}${lines(relocations)}${rest}\n${resolving} of ${relocations.length} resolve on ${kernels.length === 1 ? 'it' : 'all of them'}.${missing.length === 0 ? '' : ' One that does not stands in the way of loading only where the program can come to it.'}\n`;
}

/** One line each: where, what, and what it comes to. */
function lines(relocations: readonly Explained[]): string {
	const rows = relocations.map((relocation) => [
		placeText(relocation),
		`<${relocation.kind}> ${relocation.path}`,
		valuesText(relocation),
	]);
	const widths = [0, 1].map((column) =>
		Math.min(60, Math.max(0, ...rows.map((row) => row[column]?.length ?? 0))),
	);
	return rows
		.map(
			(row) =>
				`  ${row
					.map((cell, column) => cell.padEnd(widths[column] ?? 0))
					.join('  ')
					.trimEnd()}\n`,
		)
		.join('');
}

/** `24` when all kernels agree, else each in the order of the kernels: `24 24 16 -`. */
function valuesText({ kernels }: Explained): string {
	const values = kernels.map(({ value }) => value ?? '-');
	return new Set(values).size === 1 ? (values[0] ?? '') : values.join(' ');
}

function missingText(relocation: Explained): string {
	const { path, message = '', hint } = relocation;
	const indented = hint?.replace(/^(?=.)/gm, '    ');
	return `${placeText(relocation)}: ${path}\n  ${message}\n${indented === undefined ? '' : `  fix:\n${indented}\n`}`;
}

function placeText({ file, line, function: name, insn }: Explained): string {
	return file === undefined ? `${name}, instruction ${insn}` : `${file}:${line}`;
}

function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

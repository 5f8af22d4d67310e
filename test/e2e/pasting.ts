import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';

/*
 * What a finding says to write is pasted into the sources as a machine would, with no thought of its own.
 */

export interface Matrix {
	readonly kernels: readonly string[];
	/** The kernel that builds for all. */
	readonly build: string;
	/** By file name. */
	readonly sources: Readonly<Record<string, string>>;
}

/** Builds and loads sources in a repository of their own; headers are no objects. */
export async function runSources({ kernels, build, sources }: Matrix) {
	const objects = Object.keys(sources).filter((name) => name.endsWith('.bpf.c'));
	const config = { kernels, build: { on: build }, objects: objects.map((source) => ({ source })) };
	const cwd = await makeRepository({ 'core-matrix.yml': JSON.stringify(config), ...sources });
	const { exitCode, stderr } = await coreMatrix(['run', '--accel', 'tcg'], { cwd });
	const report: Report = JSON.parse(await readFile(join(cwd, 'out/report.json'), 'utf8'));
	return { exitCode, stderr, report };
}

/** The finding about a relocation in a file, which has a line and advice. */
export function relocationIn(report: Report, file: string) {
	const found = report.findings.find(
		(finding) => finding.file === file && finding.code === 'core-relocation',
	);
	if (found?.hint === undefined || found.line === undefined) {
		throw new Error(`no finding with a hint for ${file}: ${JSON.stringify(report.findings)}`);
	}
	return { ...found, hint: found.hint, line: found.line };
}

/** The pieces of code in a hint: paragraphs that are indented by four spaces, with those that an empty line divides. */
export function codeIn(hint: string): string[] {
	return hint.split('\n\n').filter((paragraph) => paragraph.startsWith('    '));
}

export function replaceLine(source: string, line: number, code: string): string {
	return source
		.split('\n')
		.toSpliced(line - 1, 1, code)
		.join('\n');
}

/** Declarations go before the program; the code goes before the line, or takes its place where it says all of it. */
export function paste(
	source: string,
	{ line, hint }: { readonly line: number; readonly hint: string },
): string {
	const [advice = ''] = hint.split('\n\nOr read ');
	const code = codeIn(advice);
	const first = code.findIndex((piece) => !/^ {4}(?:struct|union|enum) \w+ \{/.test(piece));
	const [, instead] = /Use `value` instead of `(.+)`\.$/.exec(advice) ?? [];
	const text = source.split('\n')[line - 1] ?? '';
	const statements = [
		...code.slice(first),
		...(instead === undefined ? [] : [text.replace(instead, 'value')]),
	];
	const pasted = replaceLine(source, line, statements.join('\n'));
	return pasted.replace(/^SEC\("(?!license)/m, `${code.slice(0, first).join('\n\n')}\n\n$&`);
}

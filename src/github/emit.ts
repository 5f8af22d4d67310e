import { randomUUID } from 'node:crypto';
import * as core from '@actions/core';
import { CoreMatrixError } from '../error.ts';
import { cut, neutralise, oneLine } from '../report/neutralise.ts';
import { type Annotation, messageLimit, type PathOf } from './annotations.ts';

const levels = { error: core.error, warning: core.warning, notice: core.notice } as const;

export function emitAnnotation({ level, message, ...properties }: Annotation): void {
	levels[level](message, properties);
}

/** Adds Markdown to the step's summary; where the runner offers none (GHES before 3.6), it is left out. */
export async function emitSummary(markdown: string): Promise<void> {
	if (!process.env.GITHUB_STEP_SUMMARY) return;
	await core.summary.addRaw(markdown).write();
}

/** An error that ended all: an annotation for each place that it names, or one without a place. */
export function emitError(error: unknown, pathOf: PathOf): void {
	for (const annotation of errorAnnotations(error, pathOf)) emitAnnotation(annotation);
}

function errorAnnotations(error: unknown, pathOf: PathOf): readonly Annotation[] {
	if (!(error instanceof CoreMatrixError)) {
		const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
		return [errorAnnotation(`A bug of core-matrix, please report it:\n${stack}`)];
	}
	const remedy = error.remedy === undefined ? '' : `\n${error.remedy}`;
	if (error.problems.length === 0) return [errorAnnotation(`${error.message}${remedy}`)];
	return error.problems.map(({ file: absolute, line, column, message }) => {
		const file = pathOf(absolute);
		return {
			...errorAnnotation(`${message}${remedy}`),
			...(file !== undefined && { file }),
			...(file !== undefined && line !== undefined && { startLine: line }),
			...(file !== undefined && line !== undefined && column !== undefined && { startColumn: column }),
		};
	});
}

function errorAnnotation(message: string): Annotation {
	return { level: 'error', title: 'core-matrix', message: cut(neutralise(message), messageLimit) };
}

/** A warning without a place. */
export function emitWarning(message: string): void {
	emitAnnotation({ level: 'warning', title: 'core-matrix', message: cut(neutralise(message), messageLimit) });
}

/** A line of the log. */
export function emitLine(text: string): void {
	core.info(oneLine(text));
}

/**
 * Lines that may show what a guest or a pull request wrote. Renderers have made them harmless; within stop-commands the
 * runner takes nothing for a command until the token comes, which nobody can guess.
 */
export function emitText(text: string): void {
	const token = randomUUID();
	core.info(`::stop-commands::${token}`);
	core.info(text.trimEnd());
	core.info(`::${token}::`);
}

export function startGroup(title: string): void {
	core.startGroup(oneLine(title));
}

export function endGroup(): void {
	core.endGroup();
}

export function emitGroup(title: string, lines: readonly string[]): void {
	startGroup(title);
	if (lines.length > 0) emitText(lines.map((line) => oneLine(line)).join('\n'));
	endGroup();
}

/** The runner shows `***` for it from then on. */
export function maskSecret(secret: string): void {
	core.setSecret(secret);
}

/** What `work` prints is folded away below a title. */
export async function inGroup<Result>(title: string, work: () => Promise<Result>): Promise<Result> {
	return await core.group(oneLine(title), work);
}

export function emitOutputs(outputs: Readonly<Record<string, string>>): void {
	for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
}

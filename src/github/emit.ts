import * as core from '@actions/core';
import type { CoreMatrixError } from '../error.ts';
import { neutralise, oneLine } from '../report/neutralise.ts';
import type { Annotation, PathOf } from './annotations.ts';

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
export function emitError(error: CoreMatrixError, pathOf: PathOf): void {
	const remedy = error.remedy === undefined ? '' : `\n${neutralise(error.remedy)}`;
	if (error.problems.length === 0) {
		emitAnnotation({
			level: 'error',
			title: 'core-matrix',
			message: `${neutralise(error.message)}${remedy}`,
		});
	}
	for (const { file, line, column, message } of error.problems) {
		const known = pathOf(file);
		emitAnnotation({
			level: 'error',
			title: 'core-matrix',
			message: `${neutralise(message)}${remedy}`,
			...(known !== undefined && { file: known }),
			...(known !== undefined && line !== undefined && { startLine: line }),
			...(known !== undefined && line !== undefined && column !== undefined && { startColumn: column }),
		});
	}
}

/** A line of the log. */
export function emitLine(text: string): void {
	core.info(oneLine(text));
}

export function emitGroup(title: string, lines: readonly string[]): void {
	core.startGroup(oneLine(title));
	for (const line of lines) emitLine(line);
	core.endGroup();
}

export function emitOutputs(outputs: Readonly<Record<string, string>>): void {
	for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
}

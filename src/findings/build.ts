import { isAbsolute } from 'node:path/posix';
import type { Diagnostic } from '../bpf/diagnostics.ts';
import { oneLine } from '../report/neutralise.ts';
import { undeclaredMemberHint } from './core-hints.ts';
import type { Failure } from './failure.ts';
import type { Place } from './finding.ts';
import type { BuildObservation } from './observation.ts';
import { troubleFailure } from './trouble.ts';

/** What the compiler complained about first; undefined when it made an object. */
export function buildFailure(build: BuildObservation): Failure | undefined {
	if (build.trouble !== undefined) return troubleFailure(build.trouble, `\`${build.object}\``);
	if (build.exitCode === 0) return undefined;
	const errors = build.diagnostics.filter(({ severity }) => severity === 'error');
	const first = errors[0];
	const common = { stage: 'build', code: 'build-error', logs: [build.log] } as const;
	if (first === undefined) {
		const title = `\`${build.object}\` does not compile`;
		const compiler = build.command === undefined ? 'clang' : `\`${oneLine(build.command, 200)}\``;
		const message = `${compiler} ended with exit code ${build.exitCode} and named no error; its log says more.`;
		return { ...common, title, message };
	}
	const text = oneLine(first.message);
	const more = errors.length > 1 ? ` The compiler names ${errors.length} errors; this is the first.` : '';
	const { place, note } = placeOf(first);
	const hint = undeclaredMemberHint(first.message);
	return {
		...common,
		title: `does not compile: ${text}`,
		message: `\`${build.object}\` does not compile: ${text}.${more}${note}`,
		...(hint !== undefined && { hint }),
		...(place !== undefined && { place }),
		subject: text,
	};
}

/** The error's own place when that is in the repository, else the nearest `#include` there that leads to it. */
function placeOf({ file, line, column, includedFrom }: Diagnostic): { place?: Place; note: string } {
	if (file !== undefined && line !== undefined) {
		return { place: column === undefined ? { file, line } : { file, line, column }, note: '' };
	}
	const include = includedFrom.find((from) => isInRepository(from.file));
	if (include === undefined) return { note: ' It is in no file of this repository.' };
	return {
		place: { file: include.file, line: include.line },
		note: ' It is in a header that this line includes.',
	};
}

/** Paths in the repository are relative to its root; everything else in a guest is absolute. */
function isInRepository(path: string): boolean {
	return !isAbsolute(path) && !path.split('/').includes('..');
}

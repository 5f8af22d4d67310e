import { relative } from 'node:path';
import { CoreMatrixError, type Problem } from '../error.ts';
import type { Path, YamlDocument } from './document.ts';

const shownMax = 20;

/** Gathers all that is wrong with a configuration, so that it is said at once. */
export interface Problems {
	/** `key`: the place is the key's, `value`: what stands at it. */
	add(path: Path, at: 'key' | 'value', message: string): void;
	/** The work's result; a usage error becomes a problem at that value. */
	attempt<Result>(path: Path, work: () => Result | Promise<Result>): Promise<Result | undefined>;
	/** Throws a usage error if there are any. */
	finish(): void;
}

/** `file`: absolute. `cwd`: what the file is named relative to. */
export function gatherProblems(file: string, cwd: string, document: YamlDocument): Problems {
	const problems: Problem[] = [];
	const add: Problems['add'] = (path, at, message) => {
		const key = pathText(path);
		problems.push({
			file,
			...document.position(path, at),
			message: key === '' ? message : `${key}: ${message}`,
		});
	};
	return {
		add,
		async attempt(path, work) {
			try {
				return await work();
			} catch (error) {
				if (!(error instanceof CoreMatrixError) || error.kind !== 'usage') throw error;
				add(path, 'value', withRemedy(error));
				return undefined;
			}
		},
		finish() {
			if (problems.length > 0) throw configError(problems, cwd);
		},
	};
}

const withRemedy = ({ message, remedy }: CoreMatrixError): string =>
	remedy === undefined ? message : `${message}. ${remedy}`;

/** One line for each problem, in the order of the file: `core-matrix.yml:3:5: what is wrong`. */
export function configError(problems: readonly Problem[], cwd: string): CoreMatrixError {
	const ordered = problems.toSorted(
		(a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
	);
	const lines = ordered
		.slice(0, shownMax)
		.map(({ file, line, column, message }) => `${nameFrom(cwd, file)}:${line}:${column}: ${message}`);
	if (ordered.length > shownMax) lines.push(`and ${ordered.length - shownMax} more`);
	return new CoreMatrixError('usage', lines.join('\n'), { problems: ordered.slice(0, shownMax) });
}

/** `objects[0].programs.on_send.runs`. */
export function pathText(path: Path): string {
	return path.reduce<string>(
		(text, step) =>
			typeof step === 'number' ? `${text}[${step}]` : `${text}${text && '.'}${step.slice(0, 60)}`,
		'',
	);
}

function nameFrom(cwd: string, file: string): string {
	const path = relative(cwd, file);
	return path.startsWith('..') ? file : path;
}

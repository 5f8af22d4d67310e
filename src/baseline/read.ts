import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CoreMatrixError } from '../error.ts';
import type { KernelSpec } from '../kernels/spec.ts';
import { list, object, optional, type Reader, text, whole } from '../record/shape.ts';
import type { Baseline, BaselineCell, BaselineKernel, BaselineProgram } from './baseline.ts';

/** A report of a thousand programs on ten kernels has some 3 MB. */
const bytesMax = 64 << 20;
const reportVersion = 1;
const listed = 10;

const remedy = 'Name the report.json of an earlier run, or its output folder.';
const usage = (message: string, cause?: unknown) => new CoreMatrixError('usage', message, { remedy, cause });

const name = text(4096);
const program = object<BaselineProgram>({
	name,
	insns: optional(whole()),
	states: optional(whole()),
	verifyUs: optional(whole()),
	jitedBytes: optional(whole()),
});
const cell = object<BaselineCell>({ object: name, builtOn: name, programs: list(program, 10_000) });
const kernel = object<BaselineKernel>({ spec: name, release: name, cells: list(cell, 100_000) });
const report = object<Omit<Baseline, 'name'>>({ started: text(40), kernels: list(kernel, 512) });
const header = object<{ readonly version?: number; readonly tool?: { readonly name: string } }>({
	version: optional(whole()),
	tool: optional(object({ name })),
});

/**
 * Reads the report of an earlier run, a file or an output folder that has it, named relative to `cwd`.
 * @throws CoreMatrixError of kind `usage` when it is none, or when it is of none of `kernels`.
 */
export async function readBaseline(
	written: string,
	cwd: string,
	kernels: readonly KernelSpec[],
): Promise<Baseline> {
	const value = await readJson(written, resolve(cwd, written));
	const { version, tool } = checked(written, header, value);
	if (tool?.name !== 'core-matrix' || version === undefined) {
		throw usage(`the baseline ${written} is not a report of core-matrix`);
	}
	if (version !== reportVersion) {
		throw usage(
			`the baseline ${written} is a report of version ${version}, and this core-matrix reads version ${reportVersion}`,
		);
	}
	const baseline = { name: written, ...checked(written, report, value) };
	const common = baseline.kernels.some(({ spec }) => kernels.some((wanted) => wanted.text === spec));
	if (!common) {
		const specs = (all: readonly string[]) =>
			all.length === 0 ? 'no kernel' : all.slice(0, listed).join(', ') + (all.length > listed ? ', …' : '');
		throw usage(
			`the baseline ${written} is of ${specs(baseline.kernels.map(({ spec }) => spec))}, and this run of ${specs(kernels.map((wanted) => wanted.text))}`,
		);
	}
	return baseline;
}

async function readJson(written: string, path: string): Promise<unknown> {
	try {
		const isFolder = (await stat(path)).isDirectory();
		const file = isFolder ? join(path, 'report.json') : path;
		const found = await stat(file);
		if (!found.isFile() || found.size > bytesMax) {
			throw usage(`the baseline ${written} is not a file of at most ${bytesMax >> 20} MiB`);
		}
		return JSON.parse(await readFile(file, 'utf8'));
	} catch (cause) {
		if (cause instanceof CoreMatrixError) throw cause;
		// RangeError: nested too deeply.
		if (cause instanceof SyntaxError || cause instanceof RangeError) {
			throw usage(`the baseline ${written} is not JSON`, cause);
		}
		throw usage(
			`the baseline ${written} cannot be read: ${cause instanceof Error ? cause.message : cause}`,
			cause,
		);
	}
}

function checked<Value>(written: string, read: Reader<Value>, value: unknown): Value {
	try {
		return read(value, '');
	} catch (cause) {
		if (!(cause instanceof CoreMatrixError)) throw cause;
		const where = cause.message.startsWith(':') ? cause.message.slice(2) : cause.message;
		throw usage(`the baseline ${written} is not a report of core-matrix: ${where}`, cause);
	}
}

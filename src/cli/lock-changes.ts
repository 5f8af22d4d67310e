import type { LockedKernel } from '../kernels/lock-file.ts';
import { codeSpan } from '../report/markdown.ts';

/** A kernel that is locked otherwise than before. */
export interface LockChange {
	readonly kernel: string;
	/** Missing: it was not locked. */
	readonly before?: LockedKernel;
	/** Missing: it is not in the lock any more. */
	readonly after?: LockedKernel;
}

/** What differs, in the order of the new lock, then what is gone. Addresses may change without the kernel changing. */
export function lockChanges(
	before: ReadonlyMap<string, LockedKernel>,
	after: ReadonlyMap<string, LockedKernel>,
): LockChange[] {
	return [...new Set([...after.keys(), ...before.keys()])].flatMap((kernel) => {
		const old = before.get(kernel);
		const now = after.get(kernel);
		if (old !== undefined && now !== undefined && digestsOf(old) === digestsOf(now)) return [];
		return [{ kernel, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) }];
	});
}

function digestsOf({ files }: LockedKernel): string {
	return String(files.map(({ digest }) => digest));
}

/** The changes as a Markdown table, for a pull request. */
export function changesTable(changes: readonly LockChange[]): string {
	const rows = changes.map(
		({ kernel, before, after }) =>
			`| ${cell(kernel)} | ${kernelCell(before)} | ${kernelCell(after)} | ${after === undefined ? '' : cell(sourceOf(after))} |\n`,
	);
	return `| kernel | before | now | from |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}

function kernelCell(kernel: LockedKernel | undefined): string {
	return kernel === undefined ? '—' : `${kernel.version} ${cell(kernel.release)}`;
}

function sourceOf({ source, files }: LockedKernel): string {
	const bytes = files.reduce((sum, { size }) => sum + size, 0);
	const short = files[0]?.digest.slice(0, 'sha256:'.length + 12) ?? '';
	return `${source}, ${Math.ceil(bytes / 1e6)} MB, ${short}`;
}

/** A bar ends a cell, in a code span too (GFM 4.10). */
function cell(text: string): string {
	return codeSpan(text).replaceAll('|', '\\|');
}

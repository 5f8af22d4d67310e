import { isAbsolute, resolve } from 'node:path';
import { CoreMatrixError } from '../error.ts';

/** What a user writes to name a kernel, parsed. */
export type KernelSpec =
	| {
			readonly kind: 'version';
			/** As written, such as `debian:6.1`: the kernel's name in every output. */
			readonly text: string;
			/** Missing: whichever source has it. */
			readonly source?: 'debian';
			/** A prefix of a version in whole parts: `7` is the newest 7.x, `6.1` the newest 6.1.y, `6.1.176` just that. */
			readonly version: string;
	  }
	| {
			readonly kind: 'path';
			readonly text: string;
			/** A bzImage, used as it is. Absolute. */
			readonly image: string;
			/** A folder of modules (`.ko`, `.ko.xz`, `.ko.zst`, `.ko.gz`, at any depth). Absolute. */
			readonly modules?: string;
	  };

/** A kernel of the user's own, as it stands in a configuration; paths relative to the root. */
export interface KernelFiles {
	readonly image: string;
	readonly modules?: string;
}

const versionPattern = /^(?:(debian):)?(\d{1,9}(?:\.\d{1,9}){0,2})$/;
const supported =
	'Write a version (6.1, 7, 6.12.95), debian:<version>, or the path of a bzImage that begins with ./, ../ or /.';

/** `root`: absolute, what relative paths start from. Throws a usage error that names the supported forms. */
export function parseSpec(written: string | KernelFiles, root: string): KernelSpec {
	if (typeof written !== 'string') {
		const image = resolve(root, written.image);
		return written.modules === undefined
			? { kind: 'path', text: written.image, image }
			: { kind: 'path', text: written.image, image, modules: resolve(root, written.modules) };
	}
	const text = written.trim();
	if (isAbsolute(text) || /^\.\.?\//.test(text)) return { kind: 'path', text, image: resolve(root, text) };
	const match = versionPattern.exec(text);
	if (match?.[2] === undefined) {
		throw new CoreMatrixError('usage', `${describe(text)} (kernel ${JSON.stringify(text.slice(0, 100))})`, {
			remedy: supported,
		});
	}
	return match[1] === 'debian'
		? { kind: 'version', text, source: 'debian', version: match[2] }
		: { kind: 'version', text, version: match[2] };
}

/** What is wrong, for the forms that people can be expected to try. */
function describe(text: string): string {
	if (text === '') return 'a kernel has no name';
	if (/^[\w.]*\.\.[\w.]*$/.test(text)) return 'ranges of kernels are not supported yet, name each kernel';
	const source = /^([a-z][a-z0-9]*):/.exec(text)?.[1];
	if (source === 'debian') return 'debian: is followed by a version of one to three numbers';
	if (source !== undefined) return `the source "${source.slice(0, 20)}" is not supported yet`;
	if (text.includes('/')) return 'the path of a kernel begins with ./, ../ or /';
	return 'not the name of a kernel';
}

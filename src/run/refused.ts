import { readFile } from 'node:fs/promises';
import { FormatError } from '../bpf/format-error.ts';
import { type LoaderFailure, readLoaderOutput } from '../bpf/loader-output.ts';
import { type BpfObject, openObject } from '../bpf/object.ts';
import type { ToldRefusal } from '../findings/observation.ts';
import type { KnownObject } from './known-objects.ts';
import { placeOfFailure, relocationOfFailure } from './place.ts';

/** No object of a sane build is larger (guest/requests.ts). */
const objectBytesMax = 64 * 1024 * 1024;

/** A file that is no object for BPF is none that has the program. */
async function openKnown(path: string): Promise<BpfObject | undefined> {
	try {
		const bytes = await readFile(path);
		return bytes.length > objectBytesMax ? undefined : openObject(bytes);
	} catch (error) {
		if (error instanceof FormatError || (error instanceof Error && 'code' in error)) return undefined;
		throw error;
	}
}

function locate(
	{ repository, object, builtOn }: KnownObject,
	opened: BpfObject,
	{ program, log }: LoaderFailure,
): ToldRefusal | undefined {
	const found = opened.programs.find(({ name }) => name === program);
	if (found === undefined) return undefined;
	const relocation = relocationOfFailure(repository, opened, found, log);
	return {
		name: found.name,
		section: found.section.name,
		object,
		builtOn,
		...placeOfFailure(repository, opened, found, log),
		...(relocation !== undefined && { relocation }),
	};
}

/**
 * The programs that a loader's output says were refused, each in the first object that has one of that name. `objects` is
 * asked for only when there are such.
 */
export async function refusedPrograms(
	output: string,
	objects: () => Promise<readonly KnownObject[]>,
): Promise<ToldRefusal[]> {
	const failures = readLoaderOutput(output).filter(({ program }) => program !== undefined);
	if (failures.length === 0) return [];
	const opened: { readonly known: KnownObject; readonly object: BpfObject }[] = [];
	for (const known of await objects()) {
		const object = await openKnown(known.path);
		if (object !== undefined) opened.push({ known, object });
	}
	return failures.flatMap((failure) => {
		for (const { known, object } of opened) {
			const refused = locate(known, object, failure);
			if (refused !== undefined) return [refused];
		}
		return [];
	});
}

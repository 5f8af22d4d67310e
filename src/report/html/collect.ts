import { isUtf8 } from 'node:buffer';
import type { Report } from '../report.ts';
import { type Definition, definitionsIn } from './definitions.ts';
import type { Evidence } from './evidence.ts';
import { allowedFile, readEnds, readWhole } from './read.ts';
import { wantedLogs, wantedObjects, wantedSources } from './wanted.ts';

const kib = 1024;
const mib = 1024 * kib;

// A page of some 15 MB at most, which browsers open at once. In bytes: of one file, and of all files of its kind.
const source = { most: 512 * kib, total: 4 * mib };
/** What failed is at a log's end. */
const log = { head: 16 * kib, tail: 48 * kib, total: 8 * mib };
const console = { head: 0, tail: 32 * kib, total: 2 * mib };
/** Objects are read for their lines only. */
const object = { most: 16 * mib, number: 200 };

/**
 * Reads what a report points at. Its paths may be a stranger's (the line information of an object names what it likes), so
 * they are followed only as far as {@link allowedFile} goes. `root`: of the sources, `out`: of the logs; both absolute.
 */
export async function collectEvidence(report: Report, root: string, out: string): Promise<Evidence> {
	const definitions = await readDefinitions(root, wantedObjects(report));
	const defined = [...definitions.values()].flatMap((programs) => [...programs.values()]);
	const sources = new Set([...wantedSources(report), ...defined.map(({ file }) => file)]);
	const consoles = report.kernels.flatMap((kernel) => kernel.console || []);
	return {
		definitions,
		sources: await gather(sources, source.total, (path) => readSource(root, path)),
		logs: await gather(wantedLogs(report), log.total, (path) => readLog(out, path, log)),
		consoles: await gather(new Set(consoles), console.total, (path) => readLog(out, path, console)),
	};
}

type Read = (path: string) => Promise<string | undefined>;

/** What can be read, in the order given, as long as it is not too much. */
async function gather(
	paths: Iterable<string>,
	total: number,
	read: Read,
): Promise<ReadonlyMap<string, string>> {
	const texts = new Map<string, string>();
	let left = total;
	for (const path of paths) {
		const text = await read(path);
		if (text === undefined || text.length > left) continue;
		left -= text.length;
		texts.set(path, text);
	}
	return texts;
}

/** Half a source is no source: a larger one is left out. */
async function readSource(root: string, path: string): Promise<string | undefined> {
	const file = await allowedFile(root, path);
	const content = file && (await readWhole(file, source.most));
	return content === undefined || !isUtf8(content) || content.includes(0) ? undefined : content.toString();
}

async function readLog(out: string, path: string, bounds: typeof log): Promise<string | undefined> {
	const file = await allowedFile(out, path);
	return file && (await readEnds(file, bounds.head, bounds.tail));
}

/** Where programs of compiled objects begin, as far as that is in the repository. */
async function readDefinitions(root: string, objects: readonly string[]): Promise<Evidence['definitions']> {
	const found = new Map<string, ReadonlyMap<string, Definition>>();
	for (const path of objects.slice(0, object.number)) {
		const file = await allowedFile(root, path);
		const bytes = file && (await readWhole(file, object.most));
		if (bytes === undefined) continue;
		const programs = new Map<string, Definition>();
		for (const [name, { file: named, line }] of definitionsIn(bytes)) {
			const inside = (await allowedFile(root, named))?.inside;
			if (inside !== undefined) programs.set(name, { file: inside, line });
		}
		found.set(path, programs);
	}
	return found;
}

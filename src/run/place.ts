import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { mayBeMisnamed } from '../bpf/core/flavor.ts';
import { accessLine } from '../bpf/core-line.ts';
import { relocationsIn } from '../bpf/core-relocation.ts';
import { sectionBytes } from '../bpf/elf.ts';
import { FormatError } from '../bpf/format-error.ts';
import { accessesMemory, insnAt } from '../bpf/insn.ts';
import { linkProgram, placeOf } from '../bpf/link.ts';
import type { LoadLog } from '../bpf/load-log.ts';
import { failedRelocation, failureFrames, locateFailure } from '../bpf/locate.ts';
import type { BpfFunction, BpfObject } from '../bpf/object.ts';
import type { LoadObservation, RelocationObservation, SuspectObservation } from '../findings/observation.ts';
import { repositoryPath, type Workspace } from '../guest/workspace.ts';

/** Where the files that objects name are found. */
export interface Repository {
	/** Absolute, free of links. */
	readonly root: string;
	/** What the object was built from; missing for a prebuilt object. */
	readonly workspace?: Workspace;
	/** Where the workspace stood when it was built; where guests have it, when missing. */
	readonly builtIn?: string;
}

/** No source that a person wrote is larger. */
const sourceBytesMax = 4 * 1024 * 1024;

/** The repository's path of a file that an object's line information names, which may name anything. */
function pathInRepository({ root, workspace, builtIn }: Repository, file: string): string | undefined {
	if (workspace !== undefined) return repositoryPath(workspace, file, builtIn);
	try {
		// A prebuilt object names its builder's paths. They count when they lead to a file of this repository.
		const path = relative(root, realpathSync(isAbsolute(file) ? file : join(root, file)));
		return path === '' || path.startsWith('..') || isAbsolute(path) ? undefined : path.split(sep).join('/');
	} catch {
		return undefined;
	}
}

function readSource(repository: Repository, file: string): string | undefined {
	const path = pathInRepository(repository, file);
	if (path === undefined) return undefined;
	const absolute = join(repository.root, path);
	try {
		return statSync(absolute).size > sourceBytesMax ? undefined : readFileSync(absolute, 'utf8');
	} catch {
		return undefined;
	}
}

/** Where the instruction that a load failed at stands in the repository, or what is nearest to it there. */
export function placeOfFailure(
	repository: Repository,
	object: BpfObject,
	program: BpfFunction,
	log: LoadLog,
): Pick<LoadObservation, 'place' | 'origin'> {
	const frames = failureFrames(object, program, log, (file) => readSource(repository, file));
	for (const { line, relation } of frames) {
		const file = pathInRepository(repository, line.file);
		if (file === undefined) continue;
		const place = { file, line: line.line, ...(line.column !== undefined && { column: line.column }) };
		const [own] = frames;
		if (relation === 'own' || own === undefined) return { place };
		return { place, origin: { file: own.line.file, line: own.line.line, relation } };
	}
	return {};
}

/** The first relocation of a program whose type may be a flavor that is misnamed. What the kernel has decides. */
export function suspectRelocation(
	repository: Repository,
	object: BpfObject,
	program: BpfFunction,
): SuspectObservation | undefined {
	try {
		if (object.btf === undefined) return undefined;
		for (const { function: code } of linkProgram(object, program)) {
			const found = relocationsIn(object, code).find(({ relocation }) => mayBeMisnamed(relocation.typeName));
			if (found === undefined) continue;
			const { insn, relocation } = found;
			const line = accessLine(object, code, insn, relocation.identifier, (file) =>
				readSource(repository, file),
			);
			const file = line && pathInRepository(repository, line.file);
			return {
				types: object.btf,
				request: { ...relocation, accessesMemory: false },
				...(line?.text !== undefined && { line: line.text }),
				...(line !== undefined &&
					file !== undefined && {
						place: { file, line: line.line, ...(line.column !== undefined && { column: line.column }) },
					}),
			};
		}
		return undefined;
	} catch (error) {
		if (error instanceof FormatError) return undefined;
		throw error;
	}
}

/** What the CO-RE relocation asks for that a load failed at; undefined when it failed at something else. */
export function relocationOfFailure(
	repository: Repository,
	object: BpfObject,
	program: BpfFunction,
	log: LoadLog,
): RelocationObservation | undefined {
	try {
		const failed = failedRelocation(object, program, log);
		const place = failed && placeOf(object, program, failed.insn);
		if (object.btf === undefined || failed === undefined || place === undefined) return undefined;
		const insn = insnAt(sectionBytes(object.elf, place.function.section), place.sectionInsn);
		const line = locateFailure(object, program, log, (file) => readSource(repository, file));
		const text = line && (line.text ?? readSource(repository, line.file)?.split('\n')[line.line - 1]);
		return {
			types: object.btf,
			request: { ...failed.relocation, accessesMemory: accessesMemory(insn) },
			...(text !== undefined && { line: text }),
		};
	} catch (error) {
		if (error instanceof FormatError) return undefined;
		throw error;
	}
}

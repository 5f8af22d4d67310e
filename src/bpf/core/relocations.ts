import { accessLine, type SourceReader } from '../core-line.ts';
import { relocationsIn } from '../core-relocation.ts';
import { sectionBytes } from '../elf.ts';
import { accessesMemory, insnAt } from '../insn.ts';
import type { BpfObject } from '../object.ts';
import type { SourceLine } from '../source-line.ts';
import type { Request } from './resolve.ts';

/** One CO-RE relocation of an object, and where it stands. */
export interface ObjectRelocation {
	/** The function that has it, which may be one that several programs call. */
	readonly function: string;
	/** Counted from the start of that function. */
	readonly insn: number;
	readonly request: Request;
	/** Such as `iov_iter.iov`. */
	readonly path: string;
	readonly line?: SourceLine;
}

/** No object has more; each is asked of each kernel. */
const mostRelocations = 20_000;

/**
 * All relocations of an object, by function; of a hostile object, the first part.
 * @throws FormatError when one makes no sense in the object's own BTF.
 */
export function relocationsOf(object: BpfObject, source?: SourceReader): readonly ObjectRelocation[] {
	const found: ObjectRelocation[] = [];
	for (const code of [...object.programs, ...object.subprograms]) {
		const bytes = sectionBytes(object.elf, code.section);
		for (const { insn, relocation } of relocationsIn(object, code)) {
			if (found.length === mostRelocations) return found;
			// A function alone is a linked program that begins with it.
			const line = accessLine(object, code, insn, relocation.identifier, source);
			found.push({
				function: code.name,
				insn,
				request: { ...relocation, accessesMemory: accessesMemory(insnAt(bytes, code.insnOffset + insn)) },
				path: relocation.path,
				...(line !== undefined && { line }),
			});
		}
	}
	return found;
}

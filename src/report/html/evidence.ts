import type { Definition } from './definitions.ts';

/** What a report points at, as far as it was there, allowed and small enough when the run ended. Texts are hostile. */
export interface Evidence {
	/** Where programs begin, by the path of a compiled object and by name, in files as the repository names them. */
	readonly definitions: ReadonlyMap<string, ReadonlyMap<string, Definition>>;
	/** By path, as findings, cells and definitions name it. */
	readonly sources: ReadonlyMap<string, string>;
	/** By path, as the report names it; of a long log its beginning and its end, with a note between. */
	readonly logs: ReadonlyMap<string, string>;
	/** The ends of the kernels' consoles, by path. */
	readonly consoles: ReadonlyMap<string, string>;
}

export const noEvidence: Evidence = {
	definitions: new Map(),
	sources: new Map(),
	logs: new Map(),
	consoles: new Map(),
};

import { type Btf, type BtfKind, btfKind, btfType, typeCount } from './btf.ts';

/*
 * Functions, variables and tracepoints by name. A kernel describes some 60 000 functions, so their names are read once,
 * when the first question comes.
 */

/** What TRACE_EVENT and its like leave in BTF for each tracepoint (include/trace/bpf_probe.h). */
const tracepointPrefix = 'btf_trace_';

export interface KernelNames {
	readonly functions: ReadonlySet<string>;
	readonly variables: ReadonlySet<string>;
	readonly tracepoints: ReadonlySet<string>;
	/** Functions that programs may call, where the kernel tags them (pahole 1.26 and later); else empty. */
	readonly kfuncs: ReadonlySet<string>;
}

const namedKinds: ReadonlySet<BtfKind> = new Set<BtfKind>(['func', 'var', 'typedef', 'decl_tag']);
const indexes = new WeakMap<Btf, KernelNames>();

/** Of split BTF, the names of its own. */
export function kernelNames(btf: Btf): KernelNames {
	let names = indexes.get(btf);
	if (names === undefined) {
		names = readNames(btf);
		indexes.set(btf, names);
	}
	return names;
}

function readNames(btf: Btf): KernelNames {
	const functions = new Set<string>();
	const variables = new Set<string>();
	const tracepoints = new Set<string>();
	const kfuncs = new Set<string>();
	for (let id = Math.max(1, btf.firstId); id < typeCount(btf); id++) {
		if (!namedKinds.has(btfKind(btf, id))) continue;
		const { kind, name, sizeOrType } = btfType(btf, id);
		if (kind === 'func') functions.add(name);
		else if (kind === 'var') variables.add(name);
		else if (kind === 'decl_tag' && name === 'bpf_kfunc') kfuncs.add(btfType(btf, sizeOrType).name);
		else if (kind === 'typedef' && name.startsWith(tracepointPrefix))
			tracepoints.add(name.slice(tracepointPrefix.length));
	}
	return { functions, variables, tracepoints, kfuncs };
}

import { type Btf, btfType, tailWord, typeCount } from './btf.ts';
import type { BpfObject } from './object.ts';

/** How `__exception_cb(name)` of bpf_experimental.h tags the function of a program (libbpf 1.3, Linux 6.7). */
const tag = 'exception_callback:';
/** Component of a tag that is on the function itself and on none of its parameters: -1. */
const whole = 0xffff_ffff;

const callbacks = new WeakMap<Btf, ReadonlyMap<string, string>>();

/** The name of the function that runs when the program of that name throws. */
export function exceptionCallback({ btf }: BpfObject, program: string): string | undefined {
	if (btf === undefined) return undefined;
	let known = callbacks.get(btf);
	if (known === undefined) {
		known = readCallbacks(btf);
		callbacks.set(btf, known);
	}
	return known.get(program);
}

function readCallbacks(btf: Btf): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	for (let id = 1; id < typeCount(btf); id++) {
		const type = btfType(btf, id);
		if (type.kind !== 'decl_tag' || !type.name.startsWith(tag) || tailWord(btf, type, 0) !== whole) continue;
		const tagged = btfType(btf, type.sizeOrType);
		if (tagged.kind === 'func') found.set(tagged.name, type.name.slice(tag.length));
	}
	return found;
}

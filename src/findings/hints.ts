const identifier = /^[A-Za-z_]\w{0,127}$/;

export const attachTargetHint =
	'Functions get renamed, removed or inlined: look for the name in /proc/kallsyms of this kernel. With `SEC("?…")` a program is loaded only when the loader turns it on, so each kernel can have its own.';

export const tracepointHint =
	'Tracepoints get renamed or removed, and those of modules are there only when the module is: /sys/kernel/tracing/available_events of this kernel lists them. With `SEC("?…")` a program is loaded only when the loader turns it on, so each kernel can have its own.';

export const complexityHint =
	'Bound loops by a constant or use bpf_loop(), and move repeated code into global (non-static) functions, which the verifier checks once each.';

export const mapHint =
	'A map type or flag that this kernel does not know, or a size that it does not take. Let the loader choose another (bpf_map__set_type, bpf_map__set_max_entries), or leave the map out with bpf_map__set_autocreate(map, false).';

/**
 * For a helper that the kernel does not have, as code.
 *
 * @param line the source line with the call, where the log has it; hostile text
 */
export function helperHint(line: string): string {
	const [call, ...others] = new Set(line.match(/\bbpf_[a-z]\w{0,60}(?=\()/g));
	const known = call !== undefined && others.length === 0;
	const name = known ? call : 'bpf_<helper>';
	return [
		'Ask for the helper before calling it; the branch is dead code to kernels without it:',
		'',
		`    if (bpf_core_enum_value_exists(enum bpf_func_id, ${name.replace('bpf_', 'BPF_FUNC_')}))`,
		`            … ${name}(…) …`,
	].join('\n');
}

export function kfuncHint(name: string | undefined): string | undefined {
	return weakHint(name, 'extern … ', '(…) __ksym __weak;', 'call it');
}

export function ksymHint(name: string): string | undefined {
	return weakHint(name, 'extern const … ', ' __ksym __weak;', 'use it');
}

function weakHint(name: string | undefined, before: string, after: string, what: string): string | undefined {
	if (name === undefined || !identifier.test(name)) return undefined;
	const lines = [
		'Declare it weak, and ask for it:',
		'',
		`    ${before}${name}${after}`,
		'',
		`    if (bpf_ksym_exists(${name}))`,
		`            /* ${what} */`,
	];
	return lines.join('\n');
}

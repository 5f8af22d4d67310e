/** Two that are no underscore with exactly three between them: libbpf's `bpf_core_is_flavor_sep`. */
const separator = /[^_]___[^_]/;

/**
 * The name without its flavor: `iov_iter` for `iov_iter___new`, which libbpf takes for the same type
 * (`bpf_core_essential_name_len`). Names with two underscores, or with nothing after three, are names of their own.
 */
export function essentialName(name: string): string {
	for (let at = name.lastIndexOf('___'); at > 0; at = name.lastIndexOf('___', at - 1)) {
		if (separator.test(name.slice(at - 1, at + 4))) return name.slice(0, at);
	}
	return name;
}

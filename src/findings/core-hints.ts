import { essentialName } from '../bpf/core/essential-name.ts';

// Code to write where a kernel lacks a field, type or enumerator. Names come from objects and compilers, so only what
// is a C identifier, or a path of some, gets into it.
const identifier = /^[A-Za-z_]\w{0,127}$/;
const memberPath = /^[A-Za-z_]\w{0,127}(?:\.[A-Za-z_]\w{0,127}|\[\d{1,9}\]){0,20}$/;

/** Clang's wording of an access to what the header does not have (DiagnosticSemaKinds.td, err_no_member). */
const noMember = /^no member named '(\w{1,128})' in '(struct|union) (\w{1,128})'/;

/**
 * For a member that a kernel does not have.
 *
 * @param keyword `struct` or `union`
 * @param member a member, or a path such as `a.b`
 */
export function missingMemberHint(keyword: string, type: string, member: string): string | undefined {
	if (!identifier.test(type) || !memberPath.test(member)) return undefined;
	const flavor = `${keyword} ${essentialName(type)}___new`;
	return [
		'Ask before reading, and declare what other kernels have instead in a flavor of the type:',
		'',
		`    ${flavor} {`,
		`            /* what replaces ${member}, with its type and name there */`,
		'    } __attribute__((preserve_access_index));',
		'',
		`    if (bpf_core_field_exists(p->${member}))`,
		`            value = BPF_CORE_READ(p, ${member});`,
		'    else',
		`            value = BPF_CORE_READ((${flavor} *)p, /* its name there */);`,
		'',
		`Whether ${member} was renamed, moved or removed cannot be told from the log. On a kernel without it,`,
		`\`bpftool btf dump file /sys/kernel/btf/vmlinux format c\` shows what ${keyword} ${essentialName(type)} has.`,
	].join('\n');
}

/** For a compiler's `no member named …`: the header of the build kernel does not have it. */
export function undeclaredMemberHint(diagnostic: string): string | undefined {
	const [, member, keyword, type] = noMember.exec(diagnostic) ?? [];
	if (member === undefined || keyword === undefined || type === undefined) return undefined;
	const flavor = `${keyword} ${essentialName(type)}___other`;
	return [
		"The build kernel's vmlinux.h does not have the member. Declare it in a flavor, and read it where it is:",
		'',
		`    ${flavor} {`,
		`            /* its type there */ ${member};`,
		'    } __attribute__((preserve_access_index));',
		'',
		`    if (bpf_core_field_exists(((${flavor} *)p)->${member}))`,
		`            value = BPF_CORE_READ((${flavor} *)p, ${member});`,
	].join('\n');
}

/** For a name such as `iov_iter__new`: a slip that compilers, and kernels on which the code is dead, let pass. */
export function flavorNameHint(type: string): string | undefined {
	// The kernel's own types with two underscores are the contexts of iterators.
	if (!identifier.test(type) || type.includes('___') || type.startsWith('bpf_iter__')) return undefined;
	const at = type.lastIndexOf('__');
	const [base, suffix] = [type.slice(0, at), type.slice(at + 2)];
	if (at < 1 || suffix === '') return undefined;
	return [
		`Only ___ (three underscores) starts a flavor. If \`${type}\` is meant to stand for the kernel's \`${base}\`:`,
		'',
		`    struct ${base}___${suffix} {`,
		'            …',
		'    } __attribute__((preserve_access_index));',
	].join('\n');
}

export function missingTypeHint(keyword: string, type: string): string | undefined {
	if (!identifier.test(type)) return undefined;
	const name = `${keyword} ${type}`.trim();
	return `Ask for the type before using it:\n\n    if (bpf_core_type_exists(${name}))\n            …`;
}

export function missingEnumeratorHint(type: string, enumerator: string): string | undefined {
	if (!identifier.test(type) || !identifier.test(enumerator)) return undefined;
	return [
		'Ask for the enumerator before using its value:',
		'',
		`    if (bpf_core_enum_value_exists(enum ${type}, ${enumerator}))`,
		`            value = bpf_core_enum_value(enum ${type}, ${enumerator});`,
	].join('\n');
}

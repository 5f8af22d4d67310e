import { gapsOf } from './sentence.ts';

/*
 * What libbpf's and the verifier's sentences say, one fact each. Sources of the wordings: libbpf.c, relo_core.c and
 * btf.c of libbpf 0.7 to 1.8; kernel/bpf/verifier.c and btf.c of Linux 5.10 to 7.3. The names in them come from the
 * object, whose author is hostile: they are values, never patterns.
 */

export type LoadFact =
	/** A field, type or enumerator that this kernel does not have. */
	| { readonly kind: 'core-relocation'; readonly failed?: FailedRelocation }
	/** The kernel has no helper of that number. */
	| { readonly kind: 'helper-unknown'; readonly id: number }
	/** The kernel has the helper, but not for programs of this type (or not with this configuration). */
	| { readonly kind: 'helper-not-allowed'; readonly id: number; readonly name: string }
	/** `error` as libbpf gives it, such as `Invalid argument(-22)` or `-EINVAL`. */
	| { readonly kind: 'map-not-created'; readonly name?: string; readonly error?: string }
	| { readonly kind: 'kfunc-missing'; readonly name?: string }
	/** A kernel function or variable that is not of the type that the program declares. */
	| { readonly kind: 'extern-incompatible'; readonly name: string; readonly what: 'function' | 'variable' }
	| { readonly kind: 'kfunc-not-allowed'; readonly name: string }
	/** A kernel variable, or an extern that nothing defines. */
	| { readonly kind: 'ksym-missing'; readonly name: string }
	| { readonly kind: 'attach-target-missing'; readonly name: string }
	/** The target exists, but programs like this one cannot be attached to it; `message` is the kernel's. */
	| { readonly kind: 'attach-target-refused'; readonly message: string }
	/** A section whose name tells this libbpf no program type. */
	| { readonly kind: 'section-unknown'; readonly section: string }
	| { readonly kind: 'kernel-btf-missing' }
	| { readonly kind: 'object-btf-missing' }
	| { readonly kind: 'too-complex'; readonly limit: 'instructions' | 'jumps' }
	/** The memory that the process may lock, which kernels before 5.11 count BPF against. */
	| { readonly kind: 'memlock' };

/** A CO-RE relocation as libbpf words it. */
export interface FailedRelocation {
	/** As in `CoreRelocation.kind`, such as `byte_off`. */
	readonly kind: string;
	/** Id in the object's BTF. */
	readonly typeId: number;
	/** Such as `struct iov_iter.iov`, `enum bpf_func_id::BPF_FUNC_loop = 181` or `struct x`; cut short by libbpf when long. */
	readonly spec: string;
	/** Such as `0:6:0`; missing for types and enumerators. */
	readonly access?: string;
}

/** The immediate of the call that libbpf puts in place of an instruction whose relocation failed (0xbad2310). */
const poisonedRelocation = 195_896_080;
/** From these numbers on, calls stand for what could not be made: POISON_LDIMM64_MAP_BASE, POISON_CALL_KFUNC_BASE. */
const poisonedMap = 2_001_000_000;
const poisonedKfunc = 2_002_000_000;
const poisonedEnd = 2_003_000_000;

/** Reads one line of libbpf, without its `libbpf: ` and `prog 'x': `. */
export function libbpfFact(line: string): LoadFact | undefined {
	return firstOf(libbpfSentences, line);
}

/** Reads one line that the verifier printed, or that libbpf put into its log. */
export function verifierFact(line: string): LoadFact | undefined {
	return firstOf(verifierSentences, line);
}

type Sentence = (line: string) => LoadFact | undefined;

const libbpfSentences: readonly Sentence[] = [
	sentence(["map '", "': failed to create: ", ''], ([name = '', error = '']) => ({
		kind: 'map-not-created',
		name,
		error,
	})),
	sentence(["extern (func ksym) '", "': func_proto ", ' incompatible with '], ([name = '']) => ({
		kind: 'extern-incompatible',
		name,
		what: 'function',
	})),
	sentence(["extern (var ksym) '", "': incompatible types"], ([name = '']) => ({
		kind: 'extern-incompatible',
		name,
		what: 'variable',
	})),
	sentence(["extern (func ksym) '", "': not found"], ([name = '']) => ({ kind: 'kfunc-missing', name })),
	sentence(["extern (var ksym) '", "': not found"], ([name = '']) => ({ kind: 'ksym-missing', name })),
	sentence(["extern '", "' (strong): not resolved"], ([name = '']) => ({ kind: 'ksym-missing', name })),
	sentence(["failed to find kernel BTF type ID of '", "'"], ([name = '']) => ({
		kind: 'attach-target-missing',
		name,
	})),
	sentence(["missing BPF prog type, check ELF section name '", "'"], ([section = '']) => ({
		kind: 'section-unknown',
		section,
	})),
	sentence(['failed to find valid kernel BTF'], () => ({ kind: 'kernel-btf-missing' })),
	sentence(['kernel BTF is missing at'], () => ({ kind: 'kernel-btf-missing' })),
	sentence(['vmlinux BTF is not found'], () => ({ kind: 'kernel-btf-missing' })),
	sentence(['BTF is required, but is missing or corrupted'], () => ({ kind: 'object-btf-missing' })),
	sentence(["permission error while running as root; try raising 'ulimit -l'"], () => ({ kind: 'memlock' })),
];

const verifierSentences: readonly Sentence[] = [
	sentence(['failed to resolve CO-RE relocation <', '> [', '] ', ''], ([kind = '', id = '', rest = '']) => ({
		kind: 'core-relocation',
		failed: { kind, typeId: Number.parseInt(id, 10), ...specOf(rest) },
	})),
	sentence(['invalid func unknown#', ''], ([id = '']) => unknownFunction(Number.parseInt(id, 10))),
	sentence(['unknown func ', '#', ''], helperNotAllowed),
	sentence(['program of this type cannot use helper ', '#', ''], helperNotAllowed),
	sentence(["BPF map '", "' is referenced but wasn't created"], ([name = '']) => ({
		kind: 'map-not-created',
		name,
	})),
	sentence(["kfunc '", "' is referenced but wasn't resolved"], ([name = '']) => ({
		kind: 'kfunc-missing',
		name,
	})),
	sentence(['calling kernel function ', ' is not allowed'], ([name = '']) => ({
		kind: 'kfunc-not-allowed',
		name,
	})),
	sentence(['The address of function ', ' cannot be found'], ([name = '']) => ({
		kind: 'attach-target-missing',
		name,
	})),
	whole(['attach_btf_id ', ' is not a function']),
	whole(['', ' is not sleepable']),
	whole(['Attaching ', ' to __noreturn functions is rejected']),
	sentence(['BPF program is too large. Processed '], () => ({ kind: 'too-complex', limit: 'instructions' })),
	sentence(['The sequence of ', ' jumps is too complex'], () => ({ kind: 'too-complex', limit: 'jumps' })),
	sentence(['in-kernel BTF is malformed'], () => ({ kind: 'kernel-btf-missing' })),
];

function firstOf(sentences: readonly Sentence[], line: string): LoadFact | undefined {
	for (const read of sentences) {
		const fact = read(line);
		if (fact !== undefined) return fact;
	}
	return undefined;
}

/** A line that begins with the first part and has the others in order; the text between them is given to `fact`. */
function sentence(parts: readonly string[], fact: (gaps: readonly string[]) => LoadFact): Sentence {
	return (line) => {
		const gaps = gapsOf(parts, line);
		return gaps === undefined ? undefined : fact(gaps);
	};
}

function whole(parts: readonly string[]): Sentence {
	return (line) =>
		gapsOf(parts, line) === undefined ? undefined : { kind: 'attach-target-refused', message: line };
}

function unknownFunction(id: number): LoadFact {
	if (id === poisonedRelocation) return { kind: 'core-relocation' };
	if (id >= poisonedMap && id < poisonedKfunc) return { kind: 'map-not-created' };
	if (id >= poisonedKfunc && id < poisonedEnd) return { kind: 'kfunc-missing' };
	return { kind: 'helper-unknown', id };
}

function helperNotAllowed([name = '', id = '']: readonly string[]): LoadFact {
	return { kind: 'helper-not-allowed', id: Number.parseInt(id, 10), name };
}

/** Splits `struct iov_iter.iov (0:6:0 @ offset 24)`. */
function specOf(text: string): { readonly spec: string; readonly access?: string } {
	const open = text.indexOf(' (');
	const at = text.indexOf(' @ ', open);
	if (open === -1 || at === -1) return { spec: text };
	return { spec: text.slice(0, open), access: text.slice(open + 2, at) };
}

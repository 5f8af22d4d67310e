import type { Btf } from '../bpf/btf.ts';
import type { Request } from '../bpf/core/resolve.ts';
import type { Diagnostic } from '../bpf/diagnostics.ts';
import type { FindingCode, Place, Stage } from './finding.ts';

/** Milliseconds per stage of one kernel; 0 where a stage did not happen. */
export interface Timings {
	readonly resolveMs: number;
	readonly bootMs: number;
	readonly buildMs: number;
	readonly loadMs: number;
	readonly triggerMs: number;
	readonly totalMs: number;
}

/** Why something could not be observed: the infrastructure's fault or a kernel's death, never a verdict on a program. */
export interface Trouble {
	readonly code: FindingCode;
	readonly stage: Stage;
	readonly message: string;
	readonly remedy?: string;
	/** What was being tried when it happened, where that is known. */
	readonly object?: string;
	/** Spec of that object's build kernel; missing while it is built, and for one that came compiled. */
	readonly builtOn?: string;
	readonly program?: string;
	/** The kernel's last words, where it panicked; hostile text. */
	readonly excerpt?: string;
	/** Paths relative to the output folder. */
	readonly logs: readonly string[];
}

/** One kernel's part of a run, as seen. Paths are relative to the output folder. */
export interface KernelObservation {
	readonly spec: string;
	/** What `uname -r` said inside the guest; missing when the guest never said hello. */
	readonly release?: string;
	/** Upstream's version, as far as it is known: `6.1.192` where Debian's release is `6.1.0-56-cloud-amd64`. */
	readonly version?: string;
	readonly source?: KernelSource;
	readonly arch: string;
	readonly accel: 'kvm' | 'tcg';
	readonly timings: Timings;
	readonly console?: string;
	/** Set when the guest was not there to the end; what was seen before it stays in `builds` and `cells`. */
	readonly trouble?: Trouble;
	readonly builds: readonly BuildObservation[];
	readonly cells: readonly CellObservation[];
	readonly commands: readonly CommandObservation[];
	/** What the kernel itself complained of, in the order in which it did. */
	readonly kernelLog: readonly KernelLogObservation[];
}

/** Lines of the kernel's log of KERN_WARNING or worse, and what was under way; hostile text. */
export interface KernelLogObservation {
	readonly stage: Stage;
	readonly object?: string;
	/** Spec of that object's build kernel; missing while it is built, and for one that came compiled. */
	readonly builtOn?: string;
	readonly program?: string;
	readonly text: string;
}

export interface KernelSource {
	readonly kind: string;
	readonly url: string;
	/** `sha256:<hex>` of what was fetched. */
	readonly digest: string;
}

/** One compiler run in one guest. */
export interface BuildObservation {
	/** The object's name: its path in the repository. */
	readonly object: string;
	readonly exitCode: number;
	readonly log: string;
	readonly diagnostics: readonly Diagnostic[];
	/** What was run; missing: clang. */
	readonly command?: string;
	/** Set when the compiler could not be run to its end (its deadline). */
	readonly trouble?: Trouble;
}

/** One object on one load kernel. */
export interface CellObservation {
	readonly object: string;
	/** Spec of the build kernel. */
	readonly builtOn: string;
	readonly programs: readonly ProgramObservation[];
	/** Why the object as a whole could not be tried: not built, not an ELF object, opening it failed. */
	readonly trouble?: Trouble;
}

export interface ProgramObservation {
	readonly name: string;
	readonly section: string;
	/** libbpf's name of the program type, such as `kprobe`. */
	readonly type: string;
	/** False: its section begins with `?` and nobody asked for it, so nothing was tried and `load` says nothing. */
	readonly autoload?: boolean;
	readonly load: LoadObservation;
	/** Missing when the program did not load. */
	readonly attach?: AttachObservation;
	/** Missing when the program was not attached. */
	readonly trigger?: TriggerObservation;
	/** Set when a stage had no end of its own: its deadline came first, or the process that tried it died of it. */
	readonly trouble?: Trouble;
	/**
	 * Where the program was loaded: the first CO-RE relocation in it whose type may be a flavor that is misnamed, such as
	 * `iov_iter__new`.
	 */
	readonly suspect?: SuspectObservation;
	/** What the kernel said it has, where it was asked because something might be missing. */
	readonly answers?: readonly KernelAnswer[];
}

/**
 * `lsm` is found where a security module of that name is active, `lockdown` where the kernel is locked down, and its name
 * says how far.
 */
export const questions = [
	'program-type',
	'attach-type',
	'helper',
	'map-type',
	'symbol',
	'tracepoint',
	'lsm',
	'lockdown',
] as const;

/** What a kernel said of one thing that a program needs; names are hostile text. */
export interface KernelAnswer {
	readonly question: (typeof questions)[number];
	/** Of the type, the map, or the function or variable; of a helper its number. */
	readonly name: string;
	/** libbpf's name of a map's type, such as `ringbuf`. */
	readonly type?: string;
	/** Whether it is there; missing where the kernel cannot be asked. */
	readonly found?: boolean;
	/** Whether the kernel's BTF describes the function or variable. */
	readonly typed?: boolean;
	/** Names of the kernel's that are like it, at most 256. */
	readonly near?: readonly string[];
}

export interface LoadObservation {
	/** 0, or the positive errno of the failure. */
	readonly errno: number;
	/** What libbpf said while loading this program alone, then the verifier's log: the whole, in a file. */
	readonly log: string;
	/** The first and last part of that log (at most 64 KiB), neutralised of nothing: hostile text. */
	readonly excerpt: string;
	/** Where the failing instruction stands in the repository, by .BTF.ext. */
	readonly place?: Place;
	/** Set when that instruction is in none of the repository's files, and `place` is only the nearest that is. */
	readonly origin?: Origin;
	/** What a CO-RE relocation that was left unusable asks for. */
	readonly relocation?: RelocationObservation;
	readonly insns?: number;
	readonly states?: number;
	readonly peakStates?: number;
	readonly verifyUs?: number;
	/** Bytes of stack, the main program first, then each subprogram. */
	readonly stackDepth?: readonly number[];
	readonly xlatedBytes?: number;
	readonly jitedBytes?: number;
	/** What the kernel accounts to the program. */
	readonly memlockBytes?: number;
	/** The program that the kernel refused, where it is another one, which this one is loaded with. */
	readonly refused?: RefusedProgram;
	/** Of a map that could not be created: the programs that use it. */
	readonly mapUsers?: readonly string[];
}

/** As libbpf in the guest sees it; hostile text. */
export interface RefusedProgram {
	readonly name: string;
	readonly section: string;
	readonly type: string;
}

/** Where an instruction stands outside of the repository. */
export interface Origin {
	/** As the object names it; hostile text. */
	readonly file: string;
	readonly line: number;
	/** How the place in the repository relates to it: `near` in the same function, or the `caller` of that function. */
	readonly relation: 'near' | 'caller';
}

export interface RelocationObservation {
	/** The object's own types. */
	readonly types: Btf;
	readonly request: Request;
	/** The line of source with the access, as the object or the repository has it; hostile text. */
	readonly line?: string;
}

export interface SuspectObservation extends RelocationObservation {
	readonly place?: Place;
}

export interface AttachObservation {
	readonly errno: number;
	/** What libbpf said about it; hostile text. */
	readonly message: string;
	/** The kernel ran it on request, by BPF_PROG_TEST_RUN, instead of at a hook. */
	readonly testRun?: boolean;
}

export interface TriggerObservation {
	/** The kernel's own run counter, `bpf_prog_info.run_cnt`. */
	readonly runs: number;
	/** What the program printed with bpf_printk (at most 64 KiB); hostile text. */
	readonly prints: string;
	readonly log?: string;
	/** What a command printed that ran in the workload's place. */
	readonly output?: string;
	/** Set when that command did not end well, and how it ended. */
	readonly failure?: string;
	/** What was in its maps, as JSON. */
	readonly mapsLog?: string;
	/** Entries that the configuration wants and that are not there. */
	readonly mapMismatches?: readonly MapMismatch[];
}

export interface MapMismatch {
	readonly map: string;
	/** As the configuration would have it. */
	readonly wanted: string;
	/** What there is instead, in words, neutralised. */
	readonly found: string;
}

/** One command on one kernel. */
export interface CommandObservation {
	readonly name: string;
	/** As a shell counts: 128 and the signal that ended it, 126 or 127 when it could not be started. */
	readonly exitCode: number;
	/** How it ended, where that is not an exit code of its own. */
	readonly ended?: string;
	/** What it printed: the whole, in a file. */
	readonly log: string;
	/** The first and last part of that (at most 64 KiB); hostile text. */
	readonly excerpt: string;
	/** Programs that its loader named as refused, where an object is known that has them. */
	readonly refused: readonly ToldRefusal[];
	/** Set when it had no end of its own. */
	readonly trouble?: Trouble;
}

/** A program of an object that a command's loader could not load. */
export interface ToldRefusal
	extends Pick<ProgramObservation, 'name' | 'section'>,
		Pick<LoadObservation, 'place' | 'origin' | 'relocation'> {
	/** Where its object comes from, as in a cell. */
	readonly object: string;
	readonly builtOn: string;
}

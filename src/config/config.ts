import type { Constant } from '../bpf/constant.ts';
import type { WantedEntry } from '../bpf/value-match.ts';
import type { FindingCode } from '../findings/finding.ts';
import type { KernelLock } from '../kernels/lock-file.ts';
import type { KernelSpec } from '../kernels/spec.ts';
import type { VersionRange } from '../kernels/version.ts';

/** Percent. Compilers of one series and kernels of one source differ by less. */
export const defaultGrowth = 10;

/** A validated configuration: defaults filled in, globs expanded, paths checked. */
export interface Config {
	/** Absolute, free of links. The repository: every path in a finding is relative to it. */
	readonly root: string;
	readonly kernels: readonly KernelSpec[];
	readonly build: BuildMode;
	/** Makes the objects of the kind `built`, once in each guest that builds. */
	readonly buildCommand?: GuestCommand;
	readonly objects: readonly ObjectConfig[];
	readonly commands: readonly CommandConfig[];
	/** Kernel splats that are no failures, by what their headings hold; `*` stands for any text. */
	readonly allowedSplats: readonly string[];
	/** What nobody has said, and was taken for granted; a sentence. */
	readonly assumed?: string;
	/** By how many percent a program may come to take more to verify than in a baseline. */
	readonly baselineGrowth: number;
	/** What the kernels are held to, where there is a lock beside the configuration. */
	readonly lock?: KernelLock;
}

/**
 * `each`: every kernel builds its own objects. `all`: so it does, and loads those of every other as well. `host`: this
 * machine compiles for each kernel, against that kernel's types. `kernel`: one kernel builds for all.
 */
export type BuildMode =
	| { readonly on: 'each' | 'all' | 'host' }
	| { readonly on: 'kernel'; readonly kernel: KernelSpec };

/** A command that runs in guests, and what it needs there. */
export interface GuestCommand {
	/** A program and its arguments, or a text for the guest's shell. */
	readonly run: string | readonly string[];
	/** Where it runs: a folder relative to the root, with `/`; empty for the root itself. */
	readonly folder: string;
	/** Files that travel into the guest: paths relative to the root, with `/`. */
	readonly files: readonly string[];
	/** Programs of this machine that travel into the guest, by name. */
	readonly tools: readonly string[];
	/** Set beside what every command has. */
	readonly env: Readonly<Record<string, string>>;
}

/** A command that every load kernel runs after its objects. */
export interface CommandConfig extends GuestCommand {
	/** Unique. */
	readonly name: string;
	readonly timeoutMs?: number;
	/** Kernels on which it is not run. */
	readonly skip?: VersionRange;
	readonly expect: readonly Expectation[];
}

export interface ObjectConfig {
	/** Path relative to the root, with `/`: the object's name in every output. */
	readonly name: string;
	/** `source`: compiled in a guest. `built`: made there by the build command. `object`: there already. */
	readonly kind: 'source' | 'built' | 'object';
	/** Runs in the workload's place, for each program that has none of its own. */
	readonly trigger?: GuestCommand;
	/** Compiler flags as written, but for folders and files in them: those are relative to the root. */
	readonly cflags: readonly string[];
	readonly programs: Readonly<Record<string, ProgramConfig>>;
	/** By the map's name. */
	readonly maps?: Readonly<Record<string, MapConfig>>;
	/** Constants and what they are set to, by name; a member stands behind a dot. */
	readonly rodata?: Readonly<Record<string, Constant>>;
	readonly expect: readonly Expectation[];
}

/** What is set of a map before it is created. */
export interface MapConfig {
	readonly maxEntries?: number;
	/** The name that it is pinned under; empty: not pinned, whatever the object says. */
	readonly pin?: string;
}

export interface ProgramConfig {
	/** How often it must have run after the trigger; at least once when not given. */
	readonly runs?: RunsExpectation;
	/** Texts that the program must have printed with bpf_printk, each as a plain substring. */
	readonly prints: readonly string[];
	/** Kernels on which it is not tried at all. */
	readonly skip?: VersionRange;
	/** Whether it is loaded where that differs from what its section says: with a `?` not, without one yes. */
	readonly autoload?: boolean;
	/** Runs in the workload's place. */
	readonly trigger?: GuestCommand;
	/** Names of programs that are loaded and attached together with it. */
	readonly with?: readonly string[];
	/** What is to be in maps after the trigger, by the map's name. */
	readonly maps?: Readonly<Record<string, readonly WantedEntry[]>>;
}

export interface RunsExpectation {
	readonly operator: '>=' | '<=' | '==' | '>' | '<';
	readonly count: number;
}

/** What is expected to go wrong, and where. */
export interface Expectation {
	/** The load kernels meant. */
	readonly kernels: VersionRange;
	/** The build kernels meant; all when missing. */
	readonly builtOn?: VersionRange;
	/** The program meant; every program of the object when missing. */
	readonly program?: string;
	readonly verdict: 'pass' | 'fail';
	readonly code?: FindingCode;
	/** The line at which the finding must stand. */
	readonly line?: number;
}

import { createHash } from 'node:crypto';
import { join } from 'node:path';

const nameMax = 80;

/**
 * A file name made from a kernel's, object's or program's name, which may be anything: one part of a path, readable,
 * and different for different names.
 */
export function fileName(name: string): string {
	const plain = name
		.replace(/[^A-Za-z0-9._+-]/g, '-')
		.replace(/^[.-]+/, '')
		.slice(0, nameMax);
	if (plain === name && plain !== '') return plain;
	return `${plain}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/** Where one kernel's logs go, relative to the output folder. Names are unlike as long as specs are. */
export interface KernelPaths {
	readonly console: string;
	/** Of the second guest and those after it, where one was lost. */
	laterConsole(number: number): string;
	/** Of a guest that is booted to build only, and again to load. */
	readonly buildConsole: string;
	readonly header: string;
	build(object: string): string;
	program(object: string, builtOn: string, program: string): string;
	prints(object: string, builtOn: string, program: string): string;
	maps(object: string, builtOn: string, program: string): string;
	/** What a command printed that fired a program. */
	trigger(object: string, builtOn: string, program: string): string;
	/** What the build command printed. */
	readonly buildCommand: string;
	command(name: string): string;
	object(object: string): string;
	/** BTF of the kernel, `vmlinux`, or of one of its modules. */
	types(name: string): string;
}

/** `debian:6.1` → `debian-6.1`, as people would name a folder; the hash is for what is stranger. */
const kernelFolder = (spec: string): string =>
	/^[a-z]+:[0-9][0-9a-z.-]*$/.test(spec) ? spec.replace(':', '-') : fileName(spec);

/** `bpf/trace.bpf.c` → `bpf/trace.bpf.c` as folders, each made harmless. */
const objectFolder = (object: string): string =>
	join(
		...object
			.split('/')
			.filter((part) => part !== '')
			.map(fileName),
	);

export function kernelPaths(spec: string): KernelPaths {
	const logs = join('logs', kernelFolder(spec));
	const at = (object: string, builtOn: string, file: string) =>
		join(logs, objectFolder(object), `built-on-${kernelFolder(builtOn)}`, file);
	return {
		console: join(logs, 'console.log'),
		laterConsole: (number) => join(logs, `console-${number}.log`),
		buildConsole: join(logs, 'console-build.log'),
		header: join(logs, 'vmlinux.h.log'),
		build: (object) => join(logs, objectFolder(object), 'build.log'),
		program: (object, builtOn, program) => at(object, builtOn, `${fileName(program)}.load.log`),
		prints: (object, builtOn, program) => at(object, builtOn, `${fileName(program)}.trace.log`),
		maps: (object, builtOn, program) => at(object, builtOn, `${fileName(program)}.maps.json`),
		trigger: (object, builtOn, program) => at(object, builtOn, `${fileName(program)}.trigger.log`),
		buildCommand: join(logs, 'build.log'),
		command: (name) => join(logs, 'commands', `${fileName(name)}.log`),
		types: (name) => join('types', kernelFolder(spec), fileName(name)),
		object: (object) => `${join('objects', kernelFolder(spec), objectFolder(object))}.o`,
	};
}

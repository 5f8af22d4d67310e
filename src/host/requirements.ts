import type { Config } from '../config/config.ts';
import { guestCommands } from '../config/in-guests.ts';
import { findClang, oldestClang } from './clang.ts';
import { both, command, type Detect, either, folder, header, library } from './detect.ts';

/** What only some runs need: to build sources, for commands in guests, for kernels from packages, for mainline builds; and what no run does, the tests. */
export type Purpose = 'build' | 'shell' | 'debian' | 'mainline' | 'test';

/** Something that must be on the machine. */
export interface Requirement {
	readonly name: string;
	/** Completes "is needed to …". */
	readonly why: string;
	/** The package that has it, in Debian and Ubuntu. */
	readonly package: string;
	/** Missing: every run needs it. */
	readonly purpose?: Purpose;
	readonly detect: Detect;
}

const clang: Detect = async () => {
	const found = await findClang();
	return found === undefined ? undefined : `${found.version} ${found.path}`;
};

const staticLibrary = (file: string, headerName: string): Detect => both(header(headerName), library(file));

export const requirements: readonly Requirement[] = [
	{
		name: 'qemu-system-x86_64',
		why: 'run the guests',
		package: 'qemu-system-x86',
		detect: command('qemu-system-x86_64', '--version'),
	},
	{
		name: 'setpriv',
		why: 'have the kernel end QEMU when core-matrix ends',
		package: 'util-linux',
		detect: command('setpriv', '--version'),
	},
	{ name: 'cc', why: 'build the guest agent', package: 'gcc', detect: command('cc', '--version') },
	{ name: 'make', why: 'build the guest agent', package: 'make', detect: command('make', '--version') },
	{
		name: 'libc.a',
		why: 'link the guest agent statically',
		package: 'libc6-dev',
		detect: staticLibrary('libc.a', 'stdio.h'),
	},
	{
		name: 'libbpf.a',
		why: 'load and attach programs in the guest',
		package: 'libbpf-dev',
		detect: staticLibrary('libbpf.a', 'bpf/libbpf.h'),
	},
	{
		name: 'libelf.a',
		why: 'link libbpf into the guest agent',
		package: 'libelf-dev',
		detect: staticLibrary('libelf.a', 'libelf.h'),
	},
	{
		name: 'libz.a',
		why: 'link libelf into the guest agent',
		package: 'zlib1g-dev',
		detect: staticLibrary('libz.a', 'zlib.h'),
	},
	{
		name: 'libzstd.a',
		why: 'link libelf into the guest agent',
		package: 'libzstd-dev',
		detect: staticLibrary('libzstd.a', 'zstd.h'),
	},
	{ name: 'xz', why: 'unpack kernel modules', package: 'xz-utils', detect: command('xz', '--version') },
	{
		name: `clang ${oldestClang} or newer`,
		why: 'compile eBPF sources in the guests, which get a copy of it',
		package: 'clang',
		purpose: 'build',
		detect: clang,
	},
	{
		name: 'busybox',
		why: 'be the shell of the guests, where commands run',
		package: 'busybox-static',
		purpose: 'shell',
		detect: command('busybox', '--help'),
	},
	{
		name: 'apt-get',
		why: 'fetch kernels through signed metadata',
		package: 'apt',
		purpose: 'debian',
		detect: command('apt-get', '--version'),
	},
	{
		name: 'dpkg-deb',
		why: 'unpack packages of kernels',
		package: 'dpkg',
		purpose: 'debian',
		detect: command('dpkg-deb', '--version'),
	},
	{
		name: 'gpgv',
		why: 'verify mainline builds',
		package: 'gpgv',
		purpose: 'mainline',
		detect: command('gpgv', '--version'),
	},
	{
		name: 'gpg',
		why: 'sign what tests verify',
		// With its agent, which alone makes keys.
		package: 'gnupg',
		purpose: 'test',
		detect: both(command('gpg-agent', '--version'), command('gpg', '--version')),
	},
	{
		name: 'bzip2',
		why: 'pack a kernel for tests',
		package: 'bzip2',
		purpose: 'test',
		detect: command('bzip2', '--version'),
	},
	{
		name: 'docker-registry',
		why: 'test against a real registry of images',
		package: 'docker-registry',
		purpose: 'test',
		detect: command('docker-registry', '--version'),
	},
	{
		name: 'bpftool',
		why: 'make skeletons for tests, and run in their guests',
		package: 'bpftool',
		purpose: 'test',
		detect: command('bpftool', 'version'),
	},
	{
		name: 'go',
		why: 'build a loader for tests',
		package: 'golang-go',
		purpose: 'test',
		detect: command('go', 'version'),
	},
	{
		name: 'ebpf-go',
		why: 'build a loader for tests',
		package: 'golang-github-cilium-ebpf-dev',
		purpose: 'test',
		detect: folder('/usr/share/gocode/src/github.com/cilium/ebpf'),
	},
	{
		name: 'openssl',
		why: 'make certificates for tests',
		package: 'openssl',
		purpose: 'test',
		detect: command('openssl', 'version'),
	},
	{
		name: 'xmllint',
		why: 'validate the JUnit file in tests',
		package: 'libxml2-utils',
		purpose: 'test',
		detect: command('xmllint', '--version'),
	},
	{
		name: 'chromium',
		why: 'open the HTML report in tests',
		package: 'chromium',
		purpose: 'test',
		// Ubuntu has it as a snap only; GitHub's runners have Chrome.
		detect: either(command('chromium', '--version'), command('google-chrome', '--version')),
	},
];

export interface Check {
	readonly requirement: Requirement;
	/** What was found, such as its version and path; missing when the machine lacks it. */
	readonly found?: string;
}

/** What a run of this configuration needs beside what every run does. */
export function purposesOf(config: Config): ReadonlySet<Purpose> {
	const { kernels, build, buildCommand, objects } = config;
	const purposes = new Set<Purpose>();
	// Whoever builds with a command of their own does it with a compiler.
	if (buildCommand !== undefined || objects.some(({ kind }) => kind === 'source')) purposes.add('build');
	if (guestCommands(config).length > 0) purposes.add('shell');
	const specs = build.on === 'kernel' ? [...kernels, build.kernel] : kernels;
	if (specs.some((spec) => spec.kind === 'version' && spec.source !== 'ci')) purposes.add('debian');
	if (specs.some((spec) => spec.kind === 'version' && spec.source === 'mainline')) purposes.add('mainline');
	return purposes;
}

/** Of runs. */
export const allPurposes: ReadonlySet<Purpose> = new Set<Purpose>(['build', 'shell', 'debian', 'mainline']);

export async function checkRequirements(purposes: ReadonlySet<Purpose>): Promise<Check[]> {
	const needed = requirements.filter(({ purpose }) => purpose === undefined || purposes.has(purpose));
	return await Promise.all(
		needed.map(async (requirement) => {
			const found = await requirement.detect();
			return found === undefined ? { requirement } : { requirement, found };
		}),
	);
}

export function missingOf(checks: readonly Check[]): Requirement[] {
	return checks.filter(({ found }) => found === undefined).map(({ requirement }) => requirement);
}

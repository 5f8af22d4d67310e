import type { ReportingDescriptor } from 'sarif';
import { type FindingCode, findingCodes } from '../../findings/finding.ts';

export const projectUri = 'https://github.com/org/core-matrix';
const documentation = `${projectUri}/blob/main/docs/findings.md`;

/** What each code means, in one sentence; docs/findings.md says the rest. */
const meanings: Readonly<Record<FindingCode, string>> = {
	'build-error': 'The eBPF source does not compile.',
	'btf-missing': 'The kernel or the object has no BTF, so CO-RE has nothing to work with.',
	'core-relocation': "A field, type or enumerator that the program uses is not in the kernel's BTF.",
	'core-flavor-name': 'A type is named almost, but not quite, like a flavor of a kernel type.',
	'helper-unavailable': 'The kernel lacks a helper, or has it not for programs of this type.',
	'kfunc-unavailable': 'The kernel lacks a kfunc, or has it not for programs of this type.',
	'ksym-missing': 'The kernel lacks a symbol that the program takes from it.',
	'map-unsupported': 'The kernel cannot create a map of the object.',
	'program-type-unsupported': 'The kernel does not know programs of this type.',
	'attach-type-unsupported': 'The program cannot be attached in the way that its section names.',
	'attach-target-missing': 'The kernel has no such function, tracepoint or hook to attach to.',
	'verifier-rejected': 'The verifier refused the program.',
	'verifier-complexity': 'The program is more than this verifier is ready to look through.',
	'lsm-inactive': 'The kernel does not run BPF LSM programs.',
	lockdown: 'The lockdown of the kernel forbids what the program does.',
	memlock: 'The limit of locked memory is too low for this kernel.',
	permission: 'The kernel refused for lack of a privilege.',
	'not-triggered': 'The program was attached and did not run as often, or print what, it should have.',
	expectation: 'What was seen is not what the configuration expects.',
	'command-failed': 'A command of the project failed inside the kernel.',
	'kernel-splat': 'The kernel printed a warning or an oops.',
	'kernel-panic': 'The kernel panicked.',
	'boot-timeout': 'The kernel did not boot in time.',
	'guest-lost': 'The guest went away before it had said everything.',
	'stage-timeout': 'A stage did not end in time.',
	'kernel-unavailable': 'The kernel could not be obtained.',
	'verification-failed': 'A digest or a signature of what was fetched is wrong.',
	'load-error': 'The object or program could not be loaded for another reason.',
};

/** All codes as rules, in an order that stays, so that an index means the same in every file. */
export const rules: readonly ReportingDescriptor[] = findingCodes.map((code) => {
	const helpUri = `${documentation}#${code}`;
	return {
		id: code,
		shortDescription: { text: meanings[code] },
		fullDescription: { text: meanings[code] },
		help: {
			text: `${meanings[code]} What it means and what helps: ${helpUri}`,
			markdown: `${meanings[code]} [What it means and what helps](${helpUri})`,
		},
		helpUri,
		defaultConfiguration: { level: 'error' },
		properties: { tags: ['ebpf', 'linux'] },
	};
});

export function ruleIndex(code: FindingCode): number {
	return findingCodes.indexOf(code);
}

import { oneLine } from '../report/neutralise.ts';
import { answerTo } from './answers.ts';
import type { Explanation } from './explanation.ts';
import type { ProgramObservation } from './observation.ts';

/** Helpers that read or write what lockdown protects (security/security.c, LOCKDOWN_BPF_*). */
const protectedHelper = /^bpf_probe_(?:read|write)/;

/**
 * The explanation of a refusal on a kernel that is locked down, where that is what refuses: whatever needs a permission, and
 * `helper`, if it is one that reads or writes memory. Undefined elsewhere.
 */
export function lockdownExplanation(
	program: ProgramObservation,
	{ code, message }: Explanation,
	helper?: string,
): Explanation | undefined {
	const answer = answerTo(program, 'lockdown');
	if (answer?.found !== true) return undefined;
	const isHelper = code === 'helper-unavailable' && helper !== undefined && protectedHelper.test(helper);
	if (code !== 'permission' && !isHelper) return undefined;
	const what = isHelper
		? `\`${oneLine(helper, 100)}\` is refused to \`${name(program)}\``
		: `\`${name(program)}\` is refused`;
	return {
		code: 'lockdown',
		title: `${what}: this kernel is locked down`,
		message: `${message}\n/sys/kernel/security/lockdown says \`${oneLine(answer.name, 50)}\`.`,
		hint: 'Locked down for integrity, a kernel refuses programs that write memory of processes (bpf_probe_write_user); for confidentiality also those that read memory of its own by helpers, and probes and tracepoints altogether. Expect it where such kernels are meant (`code: lockdown`), or boot the kernel without `lockdown=`.',
	};
}

/** Why a program at a hook for security modules never ran, if BPF's is not active; undefined elsewhere. */
export function inactiveLsm(program: ProgramObservation): Explanation | undefined {
	if (answerTo(program, 'lsm')?.found !== false || !/^lsm(?:\.s|_cgroup)?\//.test(program.section))
		return undefined;
	return {
		code: 'lsm-inactive',
		title: `\`${name(program)}\` was attached and never runs: BPF's security module is not active`,
		message: `The kernel calls \`${oneLine(program.section, 100)}\` only where /sys/kernel/security/lsm lists \`bpf\`, and there it does not: 0 runs.`,
		hint: 'Boot the kernel with `bpf` among the modules of `lsm=`, or build it with CONFIG_LSM="…,bpf".',
	};
}

function name(program: ProgramObservation): string {
	return oneLine(program.name, 100);
}

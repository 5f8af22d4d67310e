import { expect, test } from 'vitest';
import { type Matrix, paste, relocationIn, runSources } from './pasting.ts';

/*
 * Changes that kernels made to their types, each in a program that the older kernel builds: what the finding says to
 * write must build there too, and load on all.
 */

interface Change {
	readonly name: string;
	readonly section?: string;
	/** The pointer that is read, and the statements that read it. */
	readonly pointer?: string;
	readonly line: string;
	/** What the finding says of it. */
	readonly says: string;
}

const source = ({
	name,
	section = 'tracepoint/syscalls/sys_enter_execve',
	pointer,
	line,
}: Change) => `#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("${section}")
int ${name}(void *ctx)
{
	${pointer ?? 'int unused;'}

	${line}
	bpf_printk("${name} %llx", (__u64)found);
	return 0;
}
`;

const matrices: readonly (Omit<Matrix, 'sources'> & { readonly changes: readonly Change[] })[] = [
	{
		build: 'debian:5.10',
		kernels: ['debian:5.10', 'debian:6.1', 'debian:6.12', 'debian:7'],
		changes: [
			{
				name: 'renamed',
				pointer: 'struct task_struct *task = (void *)bpf_get_current_task();',
				line: 'long found = BPF_CORE_READ(task, state);',
				says: 'it is `__state` (unsigned int)',
			},
			{
				name: 'behind_pointer',
				pointer: 'struct request *rq = ctx;',
				line: 'struct gendisk *found = BPF_CORE_READ(rq, rq_disk);',
				says: 'it has moved to `q->disk`, of the same type',
			},
			{
				name: 'renamed_enum',
				line: '__u64 found = bpf_core_enum_value(enum req_opf, REQ_OP_DISCARD);',
				says: '`REQ_OP_DISCARD` is in `enum req_op` (3)',
			},
			{
				name: 'renamed_enumerator',
				line: '__u64 found = bpf_core_enum_value(enum audit_state, AUDIT_BUILD_CONTEXT);',
				says: 'it has no `AUDIT_BUILD_CONTEXT`',
			},
		],
	},
	{
		build: 'debian:6.1',
		kernels: ['debian:6.1', 'debian:6.12', 'debian:7'],
		changes: [
			{
				name: 'dissolved',
				pointer: 'struct inode *inode = ctx;',
				line: 'long long found = BPF_CORE_READ(inode, i_atime.tv_sec);',
				says: '`i_atime_sec` stands for `i_atime.tv_sec`',
			},
			{
				name: 'elsewhere',
				pointer: 'struct module *module = ctx;',
				line: 'void *found = BPF_CORE_READ(module, core_layout.base);',
				says: '`mem[0].base` seems to stand for `core_layout.base`',
			},
			{
				name: 'type_gone',
				pointer: 'struct module_layout *layout = ctx;',
				line: 'unsigned int found = BPF_CORE_READ(layout, text_size);',
				says: 'there is no `struct module_layout` in the kernel or its modules',
			},
			{
				name: 'renamed_state',
				line: '__u64 found = bpf_core_enum_value(enum ctx_state, CONTEXT_USER);',
				says: 'it is `CT_STATE_USER`, of the same value (2)',
			},
		],
	},
	{
		build: 'debian:6.12',
		kernels: ['debian:6.12', 'debian:7'],
		changes: [
			{
				name: 'wrapped',
				pointer: 'struct page *page = ctx;',
				line: 'unsigned long found = BPF_CORE_READ(page, flags);',
				says: 'what it was is `flags.f`',
			},
			{
				name: 'other_size',
				section: 'tp_btf/sys_enter',
				pointer: 'struct task_struct *task = bpf_get_current_task_btf();',
				line: 'int found = task->on_cpu;',
				says: '`on_cpu` has 1 byte instead of 4',
			},
		],
	},
];

test.for(matrices)(
	'what $build builds and newer kernels refuse, pasted, loads on all',
	async ({ build, kernels, changes }) => {
		const files = new Map(changes.map((change) => [`${change.name}.bpf.c`, change]));
		const sources = Object.fromEntries([...files].map(([file, change]) => [file, source(change)]));
		const before = await runSources({ build, kernels, sources });
		expect(before.exitCode, before.stderr).toBe(1);
		expect(before.report.findings.map(({ code, file }) => [code, file]).toSorted()).toEqual(
			[...files.keys()].map((file) => ['core-relocation', file]).toSorted(),
		);
		const pasted = Object.fromEntries(
			[...files].map(([file, { line, says }]) => {
				const finding = relocationIn(before.report, file);
				const text = sources[file] ?? '';
				expect(text.split('\n')[finding.line - 1]?.trim(), file).toBe(line);
				expect(finding.message).toContain(says);
				expect(finding.kernels).not.toContain(build);
				return [file, paste(text, finding)];
			}),
		);
		const after = await runSources({ build, kernels, sources: pasted });
		expect(after.report.findings, JSON.stringify(pasted, undefined, 1)).toEqual([]);
		expect(after.exitCode, after.stderr).toBe(0);
	},
);

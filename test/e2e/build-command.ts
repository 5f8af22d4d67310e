import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';

/* A project that is built by its own Makefile in the guest, and whose programs its own commands fire. */

export const source = (body: string) => `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tracepoint/syscalls/sys_enter_execve")
int on_exec(struct trace_event_raw_sys_enter *ctx)
{
	${body}
	return 0;
}
`;

const configuration = `kernels: [debian:6.1]
build:
  on: each
  run: make -C bpf
  files: [bpf/*]
  tools: [make]
objects:
  - object: bpf/good.bpf.o
    trigger: ./send.sh twice
    programs: { on_exec: { runs: ">=3", prints: exec } }
  - object: bpf/late.bpf.o
    programs:
      on_exec: { trigger: { run: './send.sh never; exit 7', files: [send.sh] } }
`;

const makefile = `all: good.bpf.o late.bpf.o
%.bpf.o: %.bpf.c
	clang -target bpf -g -O2 -D__TARGET_ARCH_x86 -c $< -o $@
`;

const script = `#!/bin/sh
echo "sending $1"
[ "$1" = twice ] || exit 0
/bin/true
/bin/true
`;

const files = {
	'core-matrix.yml': configuration,
	'bpf/Makefile': makefile,
	'bpf/good.bpf.c': source('bpf_printk("exec");'),
	'bpf/late.bpf.c': source('bpf_printk("exec");'),
	'send.sh': script,
};

/** Runs the project with these files changed, on one kernel. */
export async function runProject(changed: Readonly<Record<string, string>>) {
	const cwd = await makeRepository({ ...files, ...changed });
	await chmod(join(cwd, 'send.sh'), 0o755);
	const { exitCode, stdout } = await coreMatrix(['run', '--json', '--accel', 'tcg'], { cwd });
	const report: Report = JSON.parse(stdout);
	return { exitCode, report };
}

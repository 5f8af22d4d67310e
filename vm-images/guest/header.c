// SPDX-License-Identifier: MIT
/* M_HEADER: vmlinux.h of the running kernel, from its BTF by libbpf's btf_dump, as bpftool writes it. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <bpf/btf.h>

#include "agent.h"

static const char prologue[] =
	"#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n\n"
	"#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n"
	"#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\n"
	"#endif\n\n";

static const char epilogue[] =
	"#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n#pragma clang attribute pop\n#endif\n\n"
	"#endif /* __VMLINUX_H__ */\n";

__attribute__((format(printf, 2, 0)))
static void print(void *file, const char *format, va_list arguments)
{
	vfprintf(file, format, arguments);
}

static int dump(const struct btf *btf, FILE *file)
{
	struct btf_dump *dump = btf_dump__new(btf, print, file, NULL);
	int error = 0;

	if (!dump)
		return errno;
	fputs(prologue, file);
	for (unsigned int id = 1; !error && id < btf__type_cnt(btf); id++)
		error = -btf_dump__dump_type(dump, id);
	fputs(epilogue, file);
	btf_dump__free(dump);
	return error;
}

void do_header(const struct request *request)
{
	struct btf *btf;
	FILE *file;
	int error;

	(void)request;
	libbpf_listen(LIBBPF_WARNINGS);
	btf = btf__load_vmlinux_btf();
	if (!btf) {
		report_done(errno);
		return;
	}
	file = fopen(HEADERS "/vmlinux.h", "we");
	if (!file) {
		report_done(errno);
		return;
	}
	error = dump(btf, file);
	if (fclose(file) && !error)
		error = errno;
	report_done(error);
}

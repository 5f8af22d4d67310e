// SPDX-License-Identifier: MIT
/*
 * Probes in user space whose section names no program: at the guest's own
 * (target.c). What a section names libbpf attaches, but for the links of many
 * probes, which are younger than some libbpf.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "agent.h"
#include "attach.h"
#include "target.h"

/* BPF_F_UPROBE_MULTI_RETURN and the part of union bpf_attr, of <linux/bpf.h> since 6.6. */
#define UPROBE_MULTI_RETURN 1

struct uprobe_multi_link {
	__u32 program, target, type, flags;
	__u64 path, offsets, ref_ctr_offsets, cookies;
	__u32 count, multi_flags, pid, padding;
};

/* Where in the file the target's function is; the target is of our own making and sound. */
static __u64 function_offset(void)
{
	int fd = open(TARGET, O_RDONLY | O_CLOEXEC);
	const Elf64_Shdr *sections;
	const Elf64_Ehdr *elf;
	struct stat status;
	__u64 offset = 0;

	if (fd < 0 || fstat(fd, &status))
		return 0;
	elf = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (elf == MAP_FAILED)
		return 0;
	sections = (const void *)((const char *)elf + elf->e_shoff);
	for (int i = 0; i < elf->e_shnum; i++) {
		const Elf64_Sym *symbols = (const void *)((const char *)elf + sections[i].sh_offset);
		const char *names = (const char *)elf + sections[sections[i].sh_link].sh_offset;

		if (sections[i].sh_type != SHT_SYMTAB)
			continue;
		for (size_t s = 0; s < sections[i].sh_size / sizeof(*symbols); s++) {
			const Elf64_Shdr *text = &sections[symbols[s].st_shndx];

			if (!strcmp(names + symbols[s].st_name, TARGET_FUNCTION))
				offset = symbols[s].st_value - text->sh_addr + text->sh_offset;
		}
	}
	munmap((void *)elf, status.st_size);
	return offset;
}

static int attach_many(const struct bpf_program *program, bool on_return)
{
	__u64 offset = function_offset();
	struct uprobe_multi_link link = {
		.program = bpf_program__fd(program),
		.type = TRACE_UPROBE_MULTI,
		.path = (__u64)(unsigned long)TARGET,
		.offsets = (__u64)(unsigned long)&offset,
		.count = 1,
		.multi_flags = on_return ? UPROBE_MULTI_RETURN : 0,
	};

	if (syscall(SYS_bpf, BPF_LINK_CREATE, &link, sizeof(link)) < 0)
		return cannot("cannot make a link of uprobes", errno);
	return 0;
}

/* Sections as they are where they name no program, each with or without `.s`, for programs that may sleep. */
static bool is_bare(const char *section, const char *name)
{
	size_t length = strlen(name);

	return !strncmp(section, name, length) && (!section[length] || !strcmp(section + length, ".s"));
}

int attach_kprobe(const struct bpf_program *program, struct attachment *attachment)
{
	const char *section = bpf_program__section_name(program);
	const enum bpf_attach_type many = (enum bpf_attach_type)TRACE_UPROBE_MULTI;
	LIBBPF_OPTS(bpf_uprobe_opts, options, .func_name = TARGET_FUNCTION);
	int error;

	options.retprobe = !strncmp(section, "uretprobe", strlen("uretprobe"));
	if (is_bare(section, "uprobe.multi") || is_bare(section, "uretprobe.multi"))
		return attach_many(program, options.retprobe);
	if (is_bare(section, "uprobe") || is_bare(section, "uretprobe"))
		return bpf_program__attach_uprobe_opts(program, -1, TARGET, 0, &options) ? 0 : errno;
	if (is_bare(section, "usdt"))
		return bpf_program__attach_usdt(program, -1, TARGET, TARGET_PROVIDER, TARGET_PROBE, NULL) ? 0 : errno;
	error = attach_by_section(program, attachment);
	if (error == EOPNOTSUPP && bpf_program__expected_attach_type(program) == many)
		return cannot_show("links of uprobes by path want libbpf 1.3");
	return error;
}

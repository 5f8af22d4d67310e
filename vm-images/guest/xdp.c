// SPDX-License-Identifier: MIT
/* Programs of XDP: at a device, or in a map of devices or processors that a program of ours redirects to. */
#include <errno.h>
#include <string.h>

#include "agent.h"
#include "attach.h"

/* BPF_F_XDP_HAS_FRAGS of <linux/bpf.h> since 5.18. */
#define HAS_FRAGS (1U << 5)
#define QUEUE_SIZE 64

/* bpf_redirect_map(map, 0, 0) on every packet. Kernels run a program of a map only for packets that a native program sent there. */
static int load_redirect(int map, __u32 flags)
{
	const struct bpf_insn instructions[] = {
		{ .code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = BPF_REG_1, .src_reg = BPF_PSEUDO_MAP_FD, .imm = map },
		{ 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_2 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_3 },
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_redirect_map },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .prog_flags = flags);

	return bpf_prog_load(BPF_PROG_TYPE_XDP, "redirect", "GPL", instructions,
			     sizeof(instructions) / sizeof(instructions[0]), &options);
}

/* The first entry of a map of processors is the guest's only one; of devices, the end that the packets came to. */
static int make_map(const struct bpf_program *program, int device)
{
	bool is_devices = bpf_program__expected_attach_type(program) == BPF_XDP_DEVMAP;
	struct bpf_cpumap_val processor = { .qsize = QUEUE_SIZE, .bpf_prog.fd = bpf_program__fd(program) };
	struct bpf_devmap_val target = { .ifindex = device, .bpf_prog.fd = bpf_program__fd(program) };
	int map = bpf_map_create(is_devices ? BPF_MAP_TYPE_DEVMAP : BPF_MAP_TYPE_CPUMAP, "targets", sizeof(int),
				 is_devices ? sizeof(target) : sizeof(processor), 1, NULL);
	int key = 0;

	if (map < 0)
		return map;
	return bpf_map_update_elem(map, &key, is_devices ? (void *)&target : (void *)&processor, BPF_ANY) ? -errno : map;
}

static int attach_in_map(const struct bpf_program *program, struct attachment *attachment)
{
	int device, map, redirect, error = make_pair("veth", attachment, &device);

	if (error)
		return cannot("cannot make a pair of veth devices", error);
	map = make_map(program, device);
	if (map < 0)
		return cannot("cannot put the program into a map", -map);
	/* The programs of a map and those that redirect to it must agree on packets of several buffers. */
	redirect = load_redirect(map, strncmp(bpf_program__section_name(program), "xdp.frags", 9) ? 0 : HAS_FRAGS);
	if (redirect < 0)
		return cannot("cannot load a program that redirects to the map", -redirect);
	if (bpf_link_create(redirect, device, BPF_XDP, NULL) < 0)
		return cannot("cannot attach a program that redirects to the map", errno);
	return 0;
}

/* To the driver of a veth device, or in generic mode to loopback, which has none of its own. */
int attach_xdp(const struct bpf_program *program, struct attachment *attachment)
{
	enum bpf_attach_type type = bpf_program__expected_attach_type(program);
	int device;

	if (type == BPF_XDP_DEVMAP || type == BPF_XDP_CPUMAP)
		return attach_in_map(program, attachment);
	if (make_pair("veth", attachment, &device))
		device = LO_INDEX;
	return bpf_program__attach_xdp(program, device) ? 0 : errno;
}

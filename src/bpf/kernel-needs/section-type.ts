/*
 * What a section's name says of its program: libbpf's table `section_defs` (libbpf.c, libbpf 1.7; the same is in
 * Documentation/bpf/libbpf/program_types.rst). Types are named as the enumerators of the kernel, without
 * `BPF_PROG_TYPE_` and, for attach types, without `BPF_`.
 */

/** What in a kernel the rest of the section's name names. */
export type TargetKind =
	| 'function'
	/** Attached by its description in BTF. */
	| 'typed-function'
	| 'functions'
	| 'syscall'
	| 'tracepoint'
	| 'raw-tracepoint'
	| 'lsm-hook'
	| 'iterator';

export interface SectionType {
	readonly program: string;
	readonly attach?: string;
	readonly target?: { readonly kind: TargetKind; readonly name: string };
}

type Row = readonly [program: string, attach?: string | undefined, target?: TargetKind];

/** Sections that are followed by `/` and a target, or by nothing where the loader chooses. */
const withTarget: Readonly<Record<string, Row>> = {
	kprobe: ['KPROBE', undefined, 'function'],
	kretprobe: ['KPROBE', undefined, 'function'],
	'kprobe.multi': ['KPROBE', 'TRACE_KPROBE_MULTI', 'functions'],
	'kretprobe.multi': ['KPROBE', 'TRACE_KPROBE_MULTI', 'functions'],
	'kprobe.session': ['KPROBE', 'TRACE_KPROBE_SESSION', 'functions'],
	ksyscall: ['KPROBE', undefined, 'syscall'],
	kretsyscall: ['KPROBE', undefined, 'syscall'],
	uprobe: ['KPROBE'],
	uretprobe: ['KPROBE'],
	'uprobe.multi': ['KPROBE', 'TRACE_UPROBE_MULTI'],
	'uretprobe.multi': ['KPROBE', 'TRACE_UPROBE_MULTI'],
	'uprobe.session': ['KPROBE', 'TRACE_UPROBE_SESSION'],
	usdt: ['KPROBE'],
	tracepoint: ['TRACEPOINT', undefined, 'tracepoint'],
	tp: ['TRACEPOINT', undefined, 'tracepoint'],
	raw_tracepoint: ['RAW_TRACEPOINT', undefined, 'raw-tracepoint'],
	raw_tp: ['RAW_TRACEPOINT', undefined, 'raw-tracepoint'],
	'raw_tracepoint.w': ['RAW_TRACEPOINT_WRITABLE', undefined, 'raw-tracepoint'],
	'raw_tp.w': ['RAW_TRACEPOINT_WRITABLE', undefined, 'raw-tracepoint'],
	tp_btf: ['TRACING', 'TRACE_RAW_TP', 'raw-tracepoint'],
	fentry: ['TRACING', 'TRACE_FENTRY', 'typed-function'],
	fexit: ['TRACING', 'TRACE_FEXIT', 'typed-function'],
	fsession: ['TRACING', 'TRACE_FSESSION', 'typed-function'],
	fmod_ret: ['TRACING', 'MODIFY_RETURN', 'typed-function'],
	iter: ['TRACING', 'TRACE_ITER', 'iterator'],
	lsm: ['LSM', 'LSM_MAC', 'lsm-hook'],
	lsm_cgroup: ['LSM', 'LSM_CGROUP', 'lsm-hook'],
	freplace: ['EXT'],
	struct_ops: ['STRUCT_OPS'],
};

/** Sections that are the whole name. */
const whole: Readonly<Record<string, Row>> = {
	socket: ['SOCKET_FILTER'],
	sk_reuseport: ['SK_REUSEPORT', 'SK_REUSEPORT_SELECT'],
	'sk_reuseport/migrate': ['SK_REUSEPORT', 'SK_REUSEPORT_SELECT_OR_MIGRATE'],
	tc: ['SCHED_CLS'],
	'tc/ingress': ['SCHED_CLS'],
	'tc/egress': ['SCHED_CLS'],
	'tcx/ingress': ['SCHED_CLS', 'TCX_INGRESS'],
	'tcx/egress': ['SCHED_CLS', 'TCX_EGRESS'],
	'netkit/primary': ['SCHED_CLS', 'NETKIT_PRIMARY'],
	'netkit/peer': ['SCHED_CLS', 'NETKIT_PEER'],
	classifier: ['SCHED_CLS'],
	action: ['SCHED_ACT'],
	syscall: ['SYSCALL'],
	xdp: ['XDP', 'XDP'],
	'xdp/devmap': ['XDP', 'XDP_DEVMAP'],
	'xdp/cpumap': ['XDP', 'XDP_CPUMAP'],
	perf_event: ['PERF_EVENT'],
	lwt_in: ['LWT_IN'],
	lwt_out: ['LWT_OUT'],
	lwt_xmit: ['LWT_XMIT'],
	lwt_seg6local: ['LWT_SEG6LOCAL'],
	sockops: ['SOCK_OPS', 'CGROUP_SOCK_OPS'],
	sk_skb: ['SK_SKB'],
	'sk_skb/stream_parser': ['SK_SKB', 'SK_SKB_STREAM_PARSER'],
	'sk_skb/stream_verdict': ['SK_SKB', 'SK_SKB_STREAM_VERDICT'],
	'sk_skb/verdict': ['SK_SKB', 'SK_SKB_VERDICT'],
	sk_msg: ['SK_MSG', 'SK_MSG_VERDICT'],
	sk_lookup: ['SK_LOOKUP', 'SK_LOOKUP'],
	lirc_mode2: ['LIRC_MODE2', 'LIRC_MODE2'],
	flow_dissector: ['FLOW_DISSECTOR', 'FLOW_DISSECTOR'],
	netfilter: ['NETFILTER', 'NETFILTER'],
	'cgroup_skb/ingress': ['CGROUP_SKB', 'CGROUP_INET_INGRESS'],
	'cgroup_skb/egress': ['CGROUP_SKB', 'CGROUP_INET_EGRESS'],
	'cgroup/skb': ['CGROUP_SKB'],
	'cgroup/sock': ['CGROUP_SOCK', 'CGROUP_INET_SOCK_CREATE'],
	'cgroup/sock_create': ['CGROUP_SOCK', 'CGROUP_INET_SOCK_CREATE'],
	'cgroup/sock_release': ['CGROUP_SOCK', 'CGROUP_INET_SOCK_RELEASE'],
	'cgroup/post_bind4': ['CGROUP_SOCK', 'CGROUP_INET4_POST_BIND'],
	'cgroup/post_bind6': ['CGROUP_SOCK', 'CGROUP_INET6_POST_BIND'],
	'cgroup/sysctl': ['CGROUP_SYSCTL', 'CGROUP_SYSCTL'],
	'cgroup/getsockopt': ['CGROUP_SOCKOPT', 'CGROUP_GETSOCKOPT'],
	'cgroup/setsockopt': ['CGROUP_SOCKOPT', 'CGROUP_SETSOCKOPT'],
	'cgroup/dev': ['CGROUP_DEVICE', 'CGROUP_DEVICE'],
};

/** `cgroup/connect4` is CGROUP_INET4_CONNECT, `cgroup/sendmsg4` CGROUP_UDP4_SENDMSG, and so for the others. */
const socketAddress = /^cgroup\/(bind|connect|sendmsg|recvmsg|getpeername|getsockname)(?:([46])|_(unix))$/;

/** The rest of a kprobe's name: a function, with an offset where it does not begin. */
const function_ = /^([A-Za-z_][\w.]*)(?:\+\w+)?$/;

/** Undefined for a section of no program, and for one that is younger than this table. */
export function sectionType(section: string): SectionType | undefined {
	const name = section.replace(/^\?/, '');
	const address = socketAddress.exec(name);
	if (address !== null) {
		const [, verb = '', digit, unix] = address;
		const family = unix === undefined ? `${verb.endsWith('msg') ? 'UDP' : 'INET'}${digit}` : 'UNIX';
		return { program: 'CGROUP_SOCK_ADDR', attach: `CGROUP_${family}_${verb.toUpperCase()}` };
	}
	// Sleepable programs and those for packets in parts are of the same types.
	const plain = name.replace(/^(\w+(?:\.multi)?)\.(?:s|frags)(?=\/|$)/, '$1');
	const known = row(whole, plain);
	if (known !== undefined) return typeOf(known);
	const slash = plain.indexOf('/');
	const kind = row(withTarget, slash === -1 ? plain : plain.slice(0, slash));
	return kind && typeOf(kind, slash === -1 ? undefined : plain.slice(slash + 1));
}

function row(table: Readonly<Record<string, Row>>, name: string): Row | undefined {
	return Object.hasOwn(table, name) ? table[name] : undefined;
}

function typeOf([program, attach, kind]: Row, rest?: string): SectionType {
	const target = kind === undefined || rest === undefined ? undefined : targetName(kind, rest);
	return {
		program,
		...(attach !== undefined && { attach }),
		...(kind !== undefined && target !== undefined && { target: { kind, name: target } }),
	};
}

function targetName(kind: TargetKind, rest: string): string | undefined {
	if (kind === 'function') return function_.exec(rest)?.[1];
	return rest === '' ? undefined : rest;
}

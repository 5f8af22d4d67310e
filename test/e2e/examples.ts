/** The folders of examples/ that show kinds of programs, one each. */
export const exampleFolders = [
	'cgroup',
	'freplace',
	'iter',
	'lirc',
	'lsm',
	'lwt',
	'netfilter',
	'perf_event',
	'socket',
	'struct_ops',
	'syscall',
	'tc',
	'tracing',
	'uprobe',
	'xdp',
] as const;

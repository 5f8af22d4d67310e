/**
 * QEMU's command line as values: each feature is its own arguments and kernel parameters, and a machine is their
 * concatenation.
 */
export interface Feature {
	readonly arguments: readonly string[];
	readonly kernel?: readonly string[];
}

export type Accelerator = 'kvm' | 'tcg';

/** Descriptors that the machine inherits. Each is a connected socket. */
export const descriptors = { console: 3, virtio: 4, serial: 5 } as const;

/** Nothing that is not asked for: no network, no default devices, no configuration files of the machine. */
const bare: Feature = { arguments: ['-nodefaults', '-no-user-config', '-display', 'none'] };

/** QEMU itself may not start programs or raise its rights, whatever a guest makes it do. */
const sandbox: Feature = {
	arguments: ['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
};

/** A panic ends QEMU at once instead of hanging until a deadline. */
const exitOnPanic: Feature = { arguments: ['-no-reboot'], kernel: ['panic=-1'] };

/**
 * Under emulation without CMPXCHG16B, which the kernel's allocator uses where it is: QEMU 7.2 emulates it so that an
 * interrupt right after it may save flags that were never there, and returning to them is a double fault, once in
 * some sixty boots (seen on 6.12 as `EFLAGS: c2137bc2` after `cmpxchg16b %gs:(%rsi)` in __kmalloc).
 */
const emulatedProcessor = 'max,cx16=off';

/**
 * BPF's own security module is built into most kernels and switched on in some; the others are those of distributions.
 * What a kernel does not have it leaves out (Documentation/admin-guide/LSM/index.rst).
 */
const securityModules: Feature = {
	arguments: [],
	kernel: ['lsm=landlock,lockdown,yama,integrity,apparmor,bpf'],
};

export const accelerated = (accelerator: Accelerator): Feature => ({
	arguments: [
		...['-machine', `q35,accel=${accelerator}`],
		...['-cpu', accelerator === 'kvm' ? 'host' : emulatedProcessor],
	],
});

export const memory = (mebibytes: number): Feature => ({ arguments: ['-m', `${mebibytes}M`] });

export const processors = (count: number): Feature => ({ arguments: ['-smp', `${count}`] });

export const direct = (image: string, initramfs: string): Feature => ({
	arguments: ['-kernel', image, '-initrd', initramfs],
});

const socket = (id: string, descriptor: number): string[] => ['-chardev', `socket,id=${id},fd=${descriptor}`];

/** The first ISA serial port. Every kernel prints there from its first moment. */
export const console: Feature = {
	arguments: [...socket('console', descriptors.console), '-device', 'isa-serial,chardev=console,index=0'],
	// All that a kernel has to say costs no time worth the name, and is what explains a boot that fails.
	kernel: ['console=ttyS0', 'loglevel=7'],
};

/** Both ways to the agent. It takes the virtio port where the kernel has one, else the second ISA serial port. */
export const channel: Feature = {
	arguments: [
		...socket('virtio', descriptors.virtio),
		'-device',
		'virtio-serial-pci',
		'-device',
		'virtserialport,chardev=virtio,name=core-matrix',
		...socket('serial', descriptors.serial),
		'-device',
		'isa-serial,chardev=serial,index=1',
	],
};

export const commandLine = (features: readonly Feature[]): string[] => [
	...features.flatMap((feature) => feature.arguments),
	'-append',
	features.flatMap((feature) => feature.kernel ?? []).join(' '),
];

export interface MachineDescription {
	readonly accelerator: Accelerator;
	readonly memoryMiB: number;
	readonly image: string;
	readonly initramfs: string;
}

export const describeMachine = (machine: MachineDescription): string[] =>
	commandLine([
		bare,
		sandbox,
		exitOnPanic,
		securityModules,
		accelerated(machine.accelerator),
		memory(machine.memoryMiB),
		processors(1),
		direct(machine.image, machine.initramfs),
		console,
		channel,
	]);

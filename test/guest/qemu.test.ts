import { describe, expect, it } from 'vitest';
import { describeMachine } from '../../src/guest/qemu.ts';

const describe6_1 = (image = '/cache/vmlinuz') =>
	describeMachine({ accelerator: 'tcg', memoryMiB: 2048, image, initramfs: '/out/initramfs' });

describe('a machine', () => {
	it('is exactly this command line', () => {
		expect(describe6_1().join(' ')).toBe(
			[
				'-nodefaults -no-user-config -display none',
				'-sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny',
				'-no-reboot',
				'-machine q35,accel=tcg -cpu max,cx16=off',
				'-m 2048M',
				'-smp 1',
				'-kernel /cache/vmlinuz -initrd /out/initramfs',
				'-chardev socket,id=console,fd=3 -device isa-serial,chardev=console,index=0',
				'-chardev socket,id=virtio,fd=4 -device virtio-serial-pci',
				'-device virtserialport,chardev=virtio,name=core-matrix',
				'-chardev socket,id=serial,fd=5 -device isa-serial,chardev=serial,index=1',
				'-append panic=-1 lsm=landlock,lockdown,yama,integrity,apparmor,bpf console=ttyS0 loglevel=7',
			].join(' '),
		);
	});

	it('has no network device and no drive', () => {
		expect(describe6_1().join(' ')).not.toMatch(/netdev|-nic|-drive|-fsdev|virtio-net/);
	});

	it('takes the host’s processor only where the host runs it', () => {
		const kvm = describeMachine({ accelerator: 'kvm', memoryMiB: 512, image: '/k', initramfs: '/i' });
		expect(kvm).toContain('q35,accel=kvm');
		expect(kvm[kvm.indexOf('-cpu') + 1]).toBe('host');
	});

	it('passes a path with a comma as it is, since -kernel takes no options', () => {
		expect(describe6_1('/a,b/vmlinuz')).toContain('/a,b/vmlinuz');
	});
});

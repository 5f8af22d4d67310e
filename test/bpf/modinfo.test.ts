import { expect, test } from 'vitest';
import { modinfo, moduleDependencies } from '../../src/bpf/modinfo.ts';
import { objectBytes } from './fixtures.ts';

test('gives what a module says of itself, repeated keys in their order', () => {
	const info = modinfo(objectBytes('module.o'));
	expect(Object.fromEntries(info)).toEqual({
		license: ['GPL'],
		alias: ['virtio:d00000001v*', 'virtio:d00000002v*'],
		depends: ['net_failover,virtio_ring'],
		name: ['virtio_net'],
		vermagic: ['6.1.0 SMP preempt mod_unload modversions '],
	});
	expect(moduleDependencies(info)).toEqual(['net_failover', 'virtio_ring']);
});

test('a module that needs no other says so with an empty list', () => {
	expect(moduleDependencies(new Map([['depends', ['']]]))).toEqual([]);
	expect(moduleDependencies(new Map())).toEqual([]);
});

test('an ELF file without the section is no module', () => {
	expect(() => modinfo(objectBytes('calls.o'))).toThrow('not a kernel module: it has no .modinfo section');
});

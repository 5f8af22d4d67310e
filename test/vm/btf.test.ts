import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { btfType, typeCount } from '../../src/bpf/btf.ts';
import { findMember } from '../../src/bpf/core/match.ts';
import { typesNamed } from '../../src/bpf/core/names.ts';
import { getFile } from '../../src/guest/requests.ts';
import { imageTypes } from '../../src/kernels/btf.ts';
import { processorMs } from '../bpf/fixtures.ts';
import { boot, kernel, temporaryFolder } from './support.ts';

// The ways in which Debian packs its kernels: LZ4 up to 6.1, zstd from 6.12 on.
test.each([
	['debian:6.1', 'iov', '__iov'],
	['debian:6.12', '__iov', 'iov'],
])('the types in the image of %s are those that the running kernel shows', async (spec, has, lacks) => {
	const image = await kernel(spec);
	const { btf, modules = [] } = await imageTypes(image);
	const guest = await boot({ spec: image });
	const file = join(temporaryFolder(), 'vmlinux');
	expect(await getFile(guest, '/sys/kernel/btf/vmlinux', file)).toMatchObject({ errno: 0 });
	const running = await readFile(file);
	expect(running.includes(btf.types.data)).toBe(true);
	expect(running.includes(btf.strings.data)).toBe(true);
	expect(running.length).toBe(24 + btf.types.data.length + btf.strings.data.length);

	const [id = 0] = typesNamed(btf, 'iov_iter');
	expect(btfType(btf, id)).toMatchObject({ kind: 'struct', name: 'iov_iter' });
	expect(findMember(btf, id, has)).toBeDefined();
	expect(findMember(btf, id, lacks)).toBeUndefined();
	// The same of a module that is loaded, whose types go on from the kernel's.
	const veth = modules.find(({ name }) => name === 'veth');
	expect(await getFile(guest, '/sys/kernel/btf/veth', file)).toMatchObject({ errno: 0 });
	const loaded = await readFile(file);
	expect(veth && loaded.includes(veth.btf.types.data)).toBe(true);
	const [priv = 0] = veth === undefined ? [] : typesNamed(veth.btf, 'veth_priv');
	expect(priv).toBeGreaterThanOrEqual(typeCount(btf));
	expect(veth && findMember(veth.btf, priv, 'peer')).toBeDefined();

	// The names are indexed by now.
	expect(processorMs(() => typesNamed(btf, 'task_struct'))).toBeLessThan(1);
});

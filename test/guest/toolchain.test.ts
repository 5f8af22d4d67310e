import { expect, it } from 'vitest';
import { libraryPaths } from '../../src/guest/toolchain.ts';

it('reads both forms in which ldd names a file', () => {
	const ldd = [
		'\tlinux-vdso.so.1 (0x00007ffd2b5f2000)',
		'\tlibLLVM-14.so.1 => /usr/lib/llvm-14/lib/libLLVM-14.so.1 (0x00007f0a8c000000)',
		'\tlibgone.so => not found',
		'\t/lib64/ld-linux-x86-64.so.2 (0x00007f0a94a5e000)',
		'',
	].join('\n');
	expect(libraryPaths(ldd)).toEqual(['/usr/lib/llvm-14/lib/libLLVM-14.so.1', '/lib64/ld-linux-x86-64.so.2']);
});

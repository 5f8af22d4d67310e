import { expect, test } from 'vitest';
import { flagsFrom } from '../../src/config/cflags.ts';

test.each([
	[['-Iinclude'], ['-Isub/include']],
	[
		['-I', 'include', '-DI'],
		['-I', 'sub/include', '-DI'],
	],
	[['-I../shared'], ['-Ishared']],
	[['-I/usr/include/x'], ['-I/usr/include/x']],
	[
		['-isystem', 'a', '-include', 'b.h', '-imacrosc.h'],
		['-isystem', 'sub/a', '-include', 'sub/b.h', '-imacrossub/c.h'],
	],
	[
		['-O2', '-Wall', '-DX=-Iy'],
		['-O2', '-Wall', '-DX=-Iy'],
	],
	[['-I'], ['-I']],
])('%j of a configuration in sub/ becomes %j', (written, expected) => {
	expect(flagsFrom('sub', written)).toEqual(expected);
});

test('flags of a configuration in the root stay as written', () => {
	expect(flagsFrom('', ['-Iinclude', '-I./x'])).toEqual(['-Iinclude', '-I./x']);
});

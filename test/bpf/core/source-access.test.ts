import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findAccess } from '../../../src/bpf/core/source-access.ts';
import { processorMs } from '../fixtures.ts';

test.each([
	[
		'\tiov = BPF_CORE_READ(iter, iov);',
		'iov',
		{
			macro: 'BPF_CORE_READ',
			pointer: 'iter',
			after: [],
			text: 'BPF_CORE_READ(iter, iov)',
			assigned: { indent: '\t', name: 'iov' },
		},
	],
	[
		'\tconst struct iovec *iov = BPF_CORE_READ(msg, msg_iter.iov);',
		'msg_iter.iov',
		{
			macro: 'BPF_CORE_READ',
			pointer: 'msg',
			after: [],
			text: 'BPF_CORE_READ(msg, msg_iter.iov)',
			assigned: { indent: '\t', name: 'iov', declared: 'const struct iovec *' },
		},
	],
	[
		'  e->name = BPF_CORE_READ(rq, rq_disk, disk_name[0]);',
		'rq_disk',
		{
			macro: 'BPF_CORE_READ',
			pointer: 'rq',
			after: ['disk_name[0]'],
			text: 'BPF_CORE_READ(rq, rq_disk, disk_name[0])',
			assigned: { indent: '  ', name: 'e->name' },
		},
	],
	[
		'\tif (!BPF_CORE_READ(rq, q, disk, queue) && x)',
		'disk',
		{
			macro: 'BPF_CORE_READ',
			pointer: 'BPF_CORE_READ(rq, q)',
			after: ['queue'],
			text: 'BPF_CORE_READ(rq, q, disk, queue)',
		},
	],
	['\treturn task->state;', 'state', { pointer: 'task', after: [], text: 'task->state' }],
	[
		'\tstate = task->state;',
		'state',
		{ pointer: 'task', after: [], text: 'task->state', assigned: { indent: '\t', name: 'state' } },
	],
] as const)('%j reads %s', (line, path, access) => {
	expect(findAccess(line, path)).toEqual(access);
});

test.each([
	['\treturn a->task->state;', 'state'],
	['\treturn task->state_mask;', 'state'],
	['\treturn task->state.x;', 'state'],
	['\tx = BPF_CORE_READ(task, pid);', 'state'],
	['\tx = BPF_CORE_READ(task, state', 'state'],
	['\tx = BPF_CORE_READ("a", state);', 'state'],
	[`${' '.repeat(2000)}x = BPF_CORE_READ(task, state);`, 'state'],
	['', ''],
])('%j says nothing of %s', (line, path) => {
	expect(findAccess(line, path)).toBeUndefined();
});

test('any line is read at once, and gives nothing that cannot be shown', () => {
	const piece = fc.constantFrom(
		'BPF_CORE_READ(',
		'a',
		'->',
		', ',
		')',
		'(',
		'*',
		' = ',
		';',
		'x.y',
		'\x1b',
		'`',
		' ',
		'[',
	);
	const line = fc.oneof(
		fc.string(),
		fc.array(piece, { maxLength: 400 }).map((parts) => parts.join('')),
	);
	fc.assert(
		fc.property(line, fc.constantFrom('a', 'x.y', 'a->a'), (text, path) => {
			let access: ReturnType<typeof findAccess>;
			expect(
				processorMs(() => {
					access = findAccess(text, path);
				}),
			).toBeLessThan(100);
			if (access !== undefined) expect(access.pointer).toMatch(/^[\w.\->&*()[\], ]+$/);
		}),
	);
});

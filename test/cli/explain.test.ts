import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { packageFile } from '../../src/package-root.ts';
import { makeBtfBytes } from '../bpf/core/make-btf.ts';
import { makeFolder, makeRepository } from '../config/repository.ts';
import { coreMatrix } from './command.ts';

vi.setConfig({ testTimeout: 60_000 });

const object = packageFile('test/fixtures/bpf/naive.o');

/** A folder with the types of a kernel in which iov_iter has this member. */
async function typesWith(member: string): Promise<string> {
	const folder = await makeFolder({});
	const bytes = makeBtfBytes((b) => {
		const pointer = b.pointer(b.constant(b.struct('iovec', 16, [])));
		const iter = b.struct('iov_iter', 48, [{ name: member, type: pointer, bits: 256 }]);
		b.struct('msghdr', 96, [{ name: 'msg_iter', type: iter, bits: 128 }]);
		b.struct('pt_regs', 168, [{ name: 'si', type: b.int('long', 8), bits: 832 }]);
	});
	await writeFile(join(folder, 'old'), bytes);
	return folder;
}

describe('explain', () => {
	test('gives each relocation its value, in JSON', async () => {
		const cwd = await typesWith('iov');
		const { exitCode, stdout } = await coreMatrix(['explain', object, '--btf', 'old', '--json'], { cwd });
		expect(exitCode).toBe(0);
		const { kernels, relocations } = JSON.parse(stdout);
		expect(kernels).toEqual(['old']);
		expect(relocations).toContainEqual({
			kind: 'byte_off',
			path: 'iov_iter.iov',
			function: 'on_send',
			insn: expect.any(Number),
			file: '/src/naive.bpf.c',
			line: 8,
			kernels: [{ kernel: 'old', status: 'resolved', value: '32' }],
		});
	});

	test('says why one finds nothing, and what to write', async () => {
		const cwd = await typesWith('__iov');
		const { exitCode, stdout } = await coreMatrix(['explain', object, '--btf', 'old'], { cwd });
		expect(exitCode).toBe(0);
		expect(stdout).toMatch(/\/src\/naive\.bpf\.c:8 +<byte_off> iov_iter\.iov +-\n/);
		expect(stdout).toContain(
			'/src/naive.bpf.c:8: iov_iter.iov [core-relocation]\n  The program wants the member `iov` of `struct iov_iter`; on old it is `__iov`',
		);
		expect(stdout).toContain('struct iov_iter___new {');
	});

	test('says what the object needs besides, who needs it, and what is like it where it is not', async () => {
		const cwd = await makeFolder({});
		const types = makeBtfBytes((b) => {
			b.enumeration('bpf_func_id', { BPF_FUNC_map_lookup_elem: 1 });
			b.typedef('btf_trace_sched_switch', 0);
		});
		await writeFile(join(cwd, 'old'), types);
		const needs = packageFile('test/fixtures/bpf/needs.clang14.o');
		const words = ['explain', needs, '--btf', 'old'];
		const { stdout } = await coreMatrix(words, { cwd });
		expect(stdout).toMatch(/^ {2}helper bpf_map_lookup_elem +yes$/m);
		expect(stdout).toContain('helper number 208, needed by does_not_ask: not there on old.\n');
		expect(stdout).toContain(
			'tracepoint sched/sched_swich, needed by misspelt: not there (the nearest name is `sched_switch`) on old.',
		);
		expect(stdout).toContain(
			'kernel function bpf_weak_kfunc, needed by misspelt, which asks first: not there on old.',
		);
		const json = JSON.parse((await coreMatrix([...words, '--json'], { cwd })).stdout);
		expect(json.needs).toContainEqual({
			kind: 'attach-target',
			target: 'tracepoint',
			name: 'sched/sched_swich',
			programs: ['misspelt'],
			kernels: [{ kernel: 'old', answer: 'no', nearest: 'sched_switch' }],
		});
	});

	test('gives the same as Markdown', async () => {
		const cwd = await typesWith('__iov');
		const words = ['explain', object, '--btf', 'old', '--format', 'markdown'];
		const { exitCode, stdout } = await coreMatrix(words, { cwd });
		expect(exitCode).toBe(0);
		expect(stdout).toContain('| Place | Asks | For | old |\n| --- | --- | --- | --- |\n');
		expect(stdout).toContain('| `/src/naive.bpf.c:8` | byte\\_off | `iov_iter.iov` | ❌ |');
		expect(stdout).toContain('```c\nstruct iov_iter___new {\n');
		expect(stdout).toContain('| helper number 6 | ? |');
	});

	test.each([
		[['nowhere.o', '--btf', 'old'], 'cannot read the object: ENOENT'],
		[['old', '--btf', 'old'], 'old: not an ELF file'],
		[[packageFile('test/fixtures/bpf/module.o'), '--btf', 'old'], 'not for BPF'],
		[[object, '--btf', 'nowhere'], 'no BTF can be read from'],
		[[object, '--btf', packageFile('package.json')], 'does not begin with BTF'],
		[[object, '--kernels', 'latest'], 'not the name of a kernel'],
		[[object], 'there is no core-matrix.yml'],
		[[object, '--btf', 'old', '--format', 'html'], '--format: expected one of text, json, markdown'],
	])('refuses %j: %s', async (words, message) => {
		const cwd = await typesWith('iov');
		const { exitCode, stdout, stderr } = await coreMatrix(['explain', ...words], { cwd });
		expect(exitCode).toBe(2);
		expect(stdout).toBe('');
		expect(stderr).toContain(message);
	});
});

describe('explain beside a lock', () => {
	const locked = {
		release: '6.1.0-1-generic',
		version: '6.1.9',
		source: 'ubuntu',
		files: [{ url: 'http://x/a.deb', digest: `sha256:${'a'.repeat(64)}`, size: 1 }],
	};

	async function explainThere(...words: string[]) {
		const cwd = await makeRepository({
			'core-matrix.yml': 'kernels: ["6.1", debian:6.12]\nobjects: [{ source: a.c }]\n',
			'core-matrix.lock.json': JSON.stringify({
				version: 1,
				kernels: { 'debian:6.1': locked, '6.1': locked },
			}),
			'a.c': '',
		});
		const env = { XDG_CACHE_HOME: cwd, RUNNER_TOOL_CACHE: undefined, RUNNER_TEMP: undefined };
		const nowhere = [
			'--debian-mirror',
			'http://127.0.0.1:1/debian',
			'--ubuntu-mirror',
			'http://127.0.0.1:1/u',
		];
		return await coreMatrix(['explain', object, ...words, ...nowhere], { cwd, env });
	}

	test('takes of the configuration what the lock has, and nothing else', async () => {
		const { exitCode, stderr } = await explainThere();
		expect(exitCode).toBe(3);
		expect(stderr).toMatch(/debian:6\.12 is not in .*core-matrix\.lock\.json/);
	});

	test('takes a kernel that is named as the lock has it', async () => {
		const { exitCode, stderr } = await explainThere('--kernels', 'debian:6.1');
		expect(exitCode).toBe(3);
		expect(stderr).toContain(
			"the kernel that debian:6.1 is locked to cannot be had: the lock says that it is ubuntu's",
		);
	});

	test('takes a kernel that is named and not locked as it is now', async () => {
		const { exitCode, stderr } = await explainThere('--kernels', 'debian:6.12');
		expect(exitCode).toBe(3);
		expect(stderr).toContain('cannot get kernels from http://127.0.0.1:1/debian');
	});
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { readElf, sectionNamed } from '../../src/bpf/elf.ts';
import { findClang } from '../../src/host/clang.ts';
import type { Report } from '../../src/report/report.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';

/* Objects that are none, or more than one expects: each is told for what it is, and the others are as if it were not there. */

const longName = `on_${'x'.repeat(197)}`;
const program = (name: string) =>
	`__attribute__((section("tracepoint/syscalls/sys_enter_execve"), used)) int ${name}(void *ctx) { return 0; }\n`;
const license = '__attribute__((section("license"), used)) char LICENSE[] = "GPL";\n';

test('objects that are broken, foreign, empty or huge take nothing from the one beside them', async () => {
	const cwd = await makeRepository({
		'good.c': license + program('good'),
		'empty.c': `${license}int nothing;\n`,
		'long.c': license + program(longName),
		'many.c': license + Array.from({ length: 500 }, (_, index) => program(`p${index}`)).join(''),
		'core-matrix.yml': 'kernels: [debian:6.1]\nobjects: [{ object: "*.o" }]\n',
	});
	const clang = await findClang();
	const compile = (source: string, target: string, object: string) =>
		execa(clang?.path ?? '', ['-target', target, '-g', '-O2', '-c', source, '-o', object], { cwd });
	for (const name of ['good', 'empty', 'long', 'many']) await compile(`${name}.c`, 'bpf', `${name}.o`);
	await compile('good.c', 'aarch64', 'foreign.o');
	const good = await readFile(join(cwd, 'good.o'));
	await writeFile(join(cwd, 'truncated.o'), good.subarray(0, good.length / 2));
	const btf = sectionNamed(readElf(good), '.BTF');
	const corrupt = Buffer.from(good);
	corrupt.fill(0xff, (btf?.offset ?? 0) + 24, (btf?.offset ?? 0) + 60);
	await writeFile(join(cwd, 'corrupt.o'), corrupt);

	const { exitCode, stdout } = await coreMatrix(['run', '--json', '--accel', 'tcg'], { cwd });
	const report: Report = JSON.parse(stdout);
	expect(exitCode).toBe(1);
	const cells = new Map(report.kernels[0]?.cells.map((cell) => [cell.object, cell]));
	expect(Object.fromEntries([...cells].map(([name, { verdict }]) => [name, verdict]))).toEqual({
		'corrupt.o': 'fail',
		'empty.o': 'fail',
		'foreign.o': 'fail',
		'good.o': 'pass',
		'long.o': 'pass',
		'many.o': 'pass',
		'truncated.o': 'fail',
	});
	expect(cells.get('many.o')?.programs).toHaveLength(500);
	expect(cells.get('long.o')?.programs).toMatchObject([{ name: longName, verdict: 'pass' }]);
	const said = (object: string) => report.findings.find((finding) => finding.object === object)?.message;
	expect(said('foreign.o')).toMatch(/is not for BPF|not an eBPF|machine/i);
	expect(said('truncated.o')).toBeDefined();
	expect(said('corrupt.o')).toMatch(/BTF/);
	expect(said('empty.o')).toContain('has no function in a section that libbpf takes for a program');
});

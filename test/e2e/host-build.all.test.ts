import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sectionBytes } from '../../src/bpf/elf.ts';
import { openObject } from '../../src/bpf/object.ts';
import { results, runMatrix, verdicts } from './every-build.ts';

/** The code of every program, as the compiler left it. */
const instructions = (bytes: Buffer) => {
	const { elf, programs } = openObject(bytes);
	return programs.map(({ section }) => Buffer.from(sectionBytes(elf, section).data).toString('hex'));
};

test('the host makes the same code as guests do', async () => {
	// The same compiler over the same files, with the header that the kernel's own guest makes: the same instructions.
	const { out, report } = await runMatrix('all');
	const building = report.findings.find(({ code }) => code === 'build-error');
	const host = await runMatrix('host', '--memory', '512');
	expect(verdicts(host.report)).toEqual(results.filter((line) => /: (\S+) on \1:/.test(line)));
	for (const built of ['debian-6.1/naive.bpf.c.o', 'debian-6.1/kvec.bpf.c.o', 'debian-6.12/kvec.bpf.c.o']) {
		const [here, there] = await Promise.all(
			[host.out, out].map(async (folder) => instructions(await readFile(join(folder, 'objects', built)))),
		);
		expect(here?.length).toBeGreaterThan(0);
		expect([built, here]).toEqual([built, there]);
	}
	const [error, ...others] = host.report.findings;
	expect(others).toEqual([]);
	expect(error).toMatchObject({ file: 'naive.bpf.c', line: building?.line, title: building?.title });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ExplainedObject } from '../../src/findings/explain-object.ts';
import { packageFile } from '../../src/package-root.ts';
import { coreMatrix } from '../cli/command.ts';
import { makeRepository } from '../config/repository.ts';

const kernels = ['debian:5.10', 'debian:6.1', 'debian:6.12'];

/** By line of the source, what the program printed on a kernel. */
async function printed(cwd: string, kernel: string): Promise<Map<number, string>> {
	const folder = join(cwd, 'out/logs', kernel.replace(':', '-'), 'relocations.bpf.c/built-on-debian-6.1');
	const log = await readFile(join(folder, 'relocations.trace.log'), 'utf8');
	return new Map(
		[...log.matchAll(/line (\d+): (\d+)/g)].map(([, line, value]) => [Number(line), value ?? '']),
	);
}

test('explain says of each relocation what libbpf does in the guest', async () => {
	const source = await readFile(packageFile('test/e2e/programs/relocations.bpf.c'), 'utf8');
	const cwd = await makeRepository({
		'relocations.bpf.c': source,
		'core-matrix.yml': `kernels: [${kernels.join(', ')}]\nbuild: { on: debian:6.1 }\nobjects: [{ source: relocations.bpf.c }]\n`,
	});
	const run = await coreMatrix(['run', '--accel', 'tcg'], { cwd });
	expect(run.exitCode, run.stdout).toBe(0);

	const object = 'out/objects/debian-6.1/relocations.bpf.c.o';
	const { exitCode, stdout, stderr } = await coreMatrix(['explain', object, '--json'], { cwd });
	expect(exitCode, stderr).toBe(0);
	const explained: ExplainedObject = JSON.parse(stdout);
	expect(explained.kernels).toEqual(kernels);
	const asked = source.split('\n').flatMap((text, index) => (/^\tprint\(/.test(text) ? [index + 1] : []));
	expect(asked).toHaveLength(24);
	for (const [index, kernel] of kernels.entries()) {
		const seen = await printed(cwd, kernel);
		const predicted = explained.relocations.map(({ line, kernels: answers }) => [
			line,
			answers[index]?.value,
		]);
		// Two of them only clang 15 and later can compile.
		const compiled = asked.filter((line) => seen.has(line));
		expect([22, 24]).toContain(compiled.length);
		expect(predicted, kernel).toEqual(compiled.map((line) => [line, seen.get(line)]));
	}
	// The kernels differ, or agreeing would be no feat.
	const [oldest, , newest] = await Promise.all(kernels.map((kernel) => printed(cwd, kernel)));
	expect(asked.filter((line) => oldest?.get(line) !== newest?.get(line)).length).toBeGreaterThan(8);
});

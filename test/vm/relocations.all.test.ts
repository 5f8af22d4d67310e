import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { relocationsOf } from '../../src/bpf/core/relocations.ts';
import { answerNeed } from '../../src/bpf/kernel-needs/answer.ts';
import type { NeededThing } from '../../src/bpf/kernel-needs/needs.ts';
import { openObject } from '../../src/bpf/object.ts';
import { execute, putFile } from '../../src/guest/requests.ts';
import { imageTypes } from '../../src/kernels/btf.ts';
import { catalog } from '../../src/kernels/catalog.ts';
import type { KernelImage } from '../../src/kernels/image.ts';
import { createLog } from '../../src/log.ts';
import { packageFile } from '../../src/package-root.ts';
import { coreMatrix } from '../cli/command.ts';
import { outcomesPredicted, outcomesSaid } from './relocations.ts';
import { boot, kernel, temporaryFolder } from './support.ts';

/*
 * What explain says without a kernel, beside what libbpf does on one: every relocation of every example and of every
 * object among the fixtures, on each kernel that Debian has now.
 */

const specs = catalog.series
	.filter(({ sources }) => sources.x86_64.includes('debian'))
	.map(({ series }) => `debian:${series}`);

let folder: string;
let objects: readonly string[];
let relocator: string;
const images = new Map<string, KernelImage>();

/** Objects of the examples and of the tests' programs, made on one kernel, and those among the fixtures. */
async function allObjects(cwd: string): Promise<string[]> {
	await cp(packageFile('examples'), join(cwd, 'examples'), { recursive: true });
	await cp(packageFile('test/e2e/programs'), join(cwd, 'programs'), { recursive: true });
	const config = {
		kernels: ['debian:6.1'],
		build: { on: 'debian:6.1' },
		objects: [{ source: '**/*.bpf.c' }],
	};
	await writeFile(join(cwd, 'core-matrix.yml'), JSON.stringify(config));
	await coreMatrix(['run', '--accel', 'tcg'], { cwd });
	const built = join(cwd, 'out/objects/debian-6.1');
	const fixtures = packageFile('test/fixtures/bpf');
	const files = [built, fixtures].map(async (folder) => {
		const entries = await readdir(folder, { recursive: true });
		return entries
			.filter((name) => name.endsWith('.o') && name !== 'module.o')
			.map((name) => join(folder, name));
	});
	return (await Promise.all(files)).flat();
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'core-matrix-relocations-'));
	objects = await allObjects(folder);
	relocator = join(folder, 'relocate');
	await execa('cc', [
		'-O2',
		'-static',
		'-o',
		relocator,
		packageFile('test/vm/relocate.c'),
		'-lbpf',
		'-lelf',
		'-lz',
		'-lzstd',
	]);
	for (const spec of specs) {
		const image = await kernel(spec).catch((error: unknown) => {
			// Debian drops series between two releases of this project.
			if (error instanceof Error && error.message.includes('has no kernel')) return undefined;
			throw error;
		});
		if (image !== undefined) images.set(spec, image);
	}
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('there are examples, six kernels, and relocations of every kind', async () => {
	expect(images.size).toBeGreaterThanOrEqual(6);
	expect(objects.filter((path) => path.includes('/examples/iov_iter/')).length).toBeGreaterThanOrEqual(6);
	const kinds = new Set(
		(await Promise.all(objects.map((path) => readFile(path)))).flatMap((bytes) =>
			relocationsOf(openObject(bytes)).map(({ request }) => request.kind),
		),
	);
	expect(kinds.size).toBe(13);
});

test.for(specs)('on %s, libbpf does what was predicted', async (spec, context) => {
	const image = images.get(spec);
	if (image === undefined) return;
	const guest = await boot({ spec: image });
	const types = await imageTypes(image);
	const path = join(temporaryFolder(), 'said');
	const run = async (words: readonly string[]): Promise<string> => {
		const log = createLog(path);
		const answer = await execute(
			guest,
			{ arguments: ['/tmp/relocate', ...words], variables: [], folder: '/' },
			300_000,
			log,
		);
		log.close();
		expect(answer).toMatchObject({ errno: 0, exit: 0 });
		return await readFile(path, 'utf8');
	};
	expect(await putFile(guest, relocator, '/tmp/relocate', 0o755)).toMatchObject({ errno: 0 });
	for (const [index, object] of objects.entries())
		await putFile(guest, object, `/tmp/${index}-${basename(object)}`);
	const said = outcomesSaid(await run(objects.map((object, index) => `/tmp/${index}-${basename(object)}`)));

	let compared = 0;
	for (const [index, object] of objects.entries()) {
		const predicted = await outcomesPredicted(object, types);
		const seen = said.get(`${index}-${basename(object)}`) ?? [];
		// An extern that the kernel does not have ends it before any relocation.
		if (seen.length === 0 && /k?func|variable|needs/.test(basename(object))) continue;
		expect(seen, object).toEqual(predicted);
		compared += seen.length;
	}
	context.annotate(`${compared} relocations as predicted`);
	expect(compared).toBeGreaterThan(200);

	// What BTF tells may be left out by the configuration; what a probe finds, BTF must tell.
	for (const [, kind, id, found] of (await run([])).matchAll(/^(map-type|helper) (\d+) (-?\d+)$/gm)) {
		if (Number(found) <= 0) continue;
		const need: NeededThing =
			kind === 'helper' ? { kind, id: Number(id) } : { kind: 'map-type', id: Number(id), map: '' };
		expect(answerNeed(need, types).found, `${kind} ${id}`).toBe(true);
	}
});

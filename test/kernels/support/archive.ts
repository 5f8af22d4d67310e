import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { type Catalog, catalog as ownCatalog } from '../../../src/kernels/catalog.ts';

export interface Workspace {
	/** An empty folder of this test's own; the cache lies in it too. */
	readonly folder: string;
	/** A copy of the signed archive, to be spoilt at will. */
	readonly archive: string;
}

/** Gives each test a workspace of its own. */
export function useWorkspace(): () => Workspace {
	// Runs of apt beside other tests on a busy machine.
	vi.setConfig({ testTimeout: 30_000 });
	let workspace: Workspace;
	beforeEach(async () => {
		const folder = await mkdtemp(join(tmpdir(), 'kernels-test-'));
		workspace = { folder, archive: join(folder, 'archive') };
		await cp(join(import.meta.dirname, '../../fixtures/debian-archive'), workspace.archive, {
			recursive: true,
		});
		vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
		vi.stubEnv('RUNNER_TOOL_CACHE', '');
		vi.stubEnv('RUNNER_TEMP', '');
	});
	afterEach(async () => {
		vi.unstubAllEnvs();
		await rm(workspace.folder, { recursive: true });
	});
	return () => workspace;
}

/** A catalog that knows only the archive; `series` may be others. */
export function catalogOf(
	archive: string,
	series: Catalog['debian']['series'] = [
		{ kernels: '6.1', suites: ['old'], securitySuites: [] },
		{ kernels: '>=7', suites: ['new'], securitySuites: [] },
	],
): Catalog {
	const debian = {
		origin: 'Debian',
		mirror: `file://${archive}`,
		keyring: join(archive, 'keyring.gpg'),
		flavour: 'cloud-amd64',
		series,
		imagePackages: ['linux-image-{release}', 'linux-image-{release}-unsigned'],
		optionalPackages: ['linux-base-{release}'],
	};
	return { ...ownCatalog, series: [], otherSources: { x86_64: ['debian'] }, debian };
}

/** The catalog with other facts of its Debian archive. */
export function withDebian(catalog: Catalog, facts: Partial<Catalog['debian']>): Catalog {
	return { ...catalog, debian: { ...catalog.debian, ...facts } };
}

/** Path of a package's file. */
export async function packageIn(archive: string, name: string): Promise<string> {
	const pool = join(archive, 'pool/main/l/linux');
	const file = (await readdir(pool)).find((candidate) => candidate.startsWith(`${name}_`));
	if (file === undefined) throw new Error(`no package ${name} in ${pool}`);
	return join(pool, file);
}

export async function flipByte(file: string, offset: number): Promise<void> {
	const bytes = await readFile(file);
	bytes.writeUInt8(bytes.readUInt8(offset) ^ 1, offset);
	await writeFile(file, bytes);
}

import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { resolveKernel } from '../../src/kernels/resolve.ts';
import { findMirror } from '../../src/kernels/sources/mirror.ts';
import { parseSpec } from '../../src/kernels/spec.ts';
import { catalogOf, useWorkspace, withDebian } from './support/archive.ts';

const workspace = useWorkspace();

/** Makes the machine's own apt one with these lines in its sources.list, which has fetched nothing yet. */
async function machineWith(...sources: string[]): Promise<string> {
	const folder = join(workspace().folder, 'machine');
	await mkdir(join(folder, 'lists/partial'), { recursive: true });
	await writeFile(join(folder, 'sources.list'), `${sources.join('\n')}\n`);
	const config = [
		`Dir::State::lists "${folder}/lists";`,
		`Dir::Etc::SourceList "${folder}/sources.list";`,
		'Dir::Etc::SourceParts "/dev/null";',
		'Dir::Etc::Parts "/dev/null";',
		'Acquire::http::Proxy "http://proxy.example:3128";',
	];
	await writeFile(join(folder, 'apt.conf'), config.join('\n'));
	vi.stubEnv('APT_CONFIG', join(folder, 'apt.conf'));
	return folder;
}

describe("the machine's own archive", () => {
	it('is found, with its proxy', async () => {
		await machineWith(
			'deb http://vendor.example/linux bookworm main',
			'deb http://mirror.example/debian bookworm main contrib',
			'deb http://mirror.example/debian-security bookworm-security main',
		);
		expect(
			await findMirror(undefined, { origin: 'Debian', mirror: 'http://fallback.example/debian' }),
		).toEqual({
			main: 'http://mirror.example/debian',
			security: 'http://mirror.example/debian-security',
			settings: ['Acquire::http::Proxy "http://proxy.example:3128";'],
		});
	});

	it("is the catalog's on a machine of another distribution", async () => {
		await machineWith('deb http://mirror.example/ubuntu noble main');
		expect(
			await findMirror(undefined, { origin: 'Debian', mirror: 'http://fallback.example/debian' }),
		).toMatchObject({
			main: 'http://fallback.example/debian',
		});
	});

	it('goes on without a security archive that is away, and says so', async () => {
		const { folder, archive } = workspace();
		await cp(archive, join(folder, 'debian'), { recursive: true });
		await machineWith(
			`deb file://${folder}/debian bookworm main`,
			`deb file://${folder}/debian-security bookworm-security main`,
		);
		const series = [{ kernels: '6.1', suites: ['old'], securitySuites: ['old-security'] }];
		const catalog = catalogOf(archive, series);
		const notices: string[] = [];
		const image = await resolveKernel(
			parseSpec('6.1', '/'),
			{ onNotice: (message) => notices.push(message), onProgress: () => {} },
			withDebian(catalog, { mirror: 'http://fallback.invalid/debian' }),
		);
		expect(image.source.url).toContain(`${folder}/debian/pool/`);
		expect(notices).toEqual([
			expect.stringMatching(/old-security.*; going on without Debian's security archive$/),
		]);
	});
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { packageFile, toolVersion } from '../../src/package-root.ts';
import { runAction } from '../fakes/action.ts';

const dist = packageFile('dist');
const cli = join(dist, 'cli.js');

function filesOf(folder: string): Record<string, string> {
	return Object.fromEntries(
		readdirSync(folder)
			.sort()
			.map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
	);
}

/** A repository checked out into the workspace, with a configuration. */
function workspaceWith(config: string, folder = ''): string {
	const workspace = mkdtempSync(join(tmpdir(), 'workspace-'));
	mkdirSync(join(workspace, folder, '.git'), { recursive: true });
	writeFileSync(join(workspace, folder, 'core-matrix.yml'), config);
	writeFileSync(join(workspace, folder, 'a.bpf.c'), 'char license[] = "GPL";\n');
	return workspace;
}

describe('dist', () => {
	it('is what the sources make', async () => {
		const fresh = mkdtempSync(join(tmpdir(), 'dist-'));
		await execa(process.execPath, [packageFile('scripts/build.ts'), fresh]);
		const [committed, rebuilt] = [filesOf(dist), filesOf(fresh)];
		const stale = [...new Set([...Object.keys(committed), ...Object.keys(rebuilt)])].filter(
			(name) => committed[name] !== rebuilt[name],
		);
		expect(stale, 'dist/ is stale: run `npm run build` and commit it').toEqual([]);
	});

	it('has the licence of every package that is bundled', () => {
		const { 'licenses.txt': licences = '', ...bundles } = filesOf(dist);
		// esbuild says above each module where it comes from.
		const modules = Object.values(bundles).flatMap((text) => [
			...text.matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm),
		]);
		const packages = [...new Set(modules.map(([, name]) => name ?? ''))];
		expect(packages).toContain('@actions/core');
		// tar comes as one minified file that holds its own dependencies.
		for (const name of [...packages, 'minipass', 'yallist', 'chownr']) {
			const section = licences.split(`\n${'-'.repeat(80)}\n\n`).find((text) => text.startsWith(`${name} `));
			expect(section, name).toMatch(/^\S+ \d+\.\d+\.\d+\n\n[\s\S]*(?:permission|redistribution|license)/i);
		}
	});
});

describe('dist/index.js, started by a runner', () => {
	it('points at the line of a wrong configuration', async () => {
		const workspace = workspaceWith(
			'kernels: [debian:6.1]\nobjects:\n  - source: a.bpf.c\n    cflagz: [-O3]\n',
		);
		const { exitCode, issues, outputs } = await runAction({ workspace });
		expect(exitCode).toBe(2);
		expect(issues).toHaveLength(1);
		expect(issues[0]).toMatchObject({ level: 'error', file: 'core-matrix.yml', line: 4, col: 5 });
		expect(issues[0]?.message).toContain('cflags');
		expect(outputs).toEqual({});
	});

	it('points at every line that is wrong, and at the repository’s path when it is checked out into a sub-folder', async () => {
		const workspace = workspaceWith(
			'kernels: [debian:6.1]\nobjects:\n  - source: b.bpf.c\n  - sauce: a.bpf.c\n',
			'sub',
		);
		const { exitCode, issues } = await runAction({ workspace, inputs: { config: 'sub/core-matrix.yml' } });
		expect(exitCode).toBe(2);
		expect(new Set(issues.map(({ file, line }) => `${file}:${line}`))).toEqual(
			new Set(['core-matrix.yml:3', 'core-matrix.yml:4']),
		);
	});

	it('obeys no command that a configuration smuggles in', async () => {
		const workspace = workspaceWith(
			'kernels: ["::add-mask::x", "##[set-env name=a]b"]\nobjects: [{ source: a.bpf.c }]\n',
		);
		const { exitCode, commands, issues, stderr } = await runAction({ workspace });
		expect(exitCode).toBe(2);
		expect(issues.length).toBeGreaterThan(0);
		expect(commands).toEqual([]);
		expect(stderr).toBe('');
	});

	it('masks what is secret before it does anything else', async () => {
		const { masks, log, issues } = await runAction({
			workspace: workspaceWith('kernels: [hunter2]\nobjects: [{ source: a.bpf.c }]\n'),
			token: 'ghs_secret',
			inputs: { 'registry-login': 'ghcr.io=me:hunter2\nquay.io=me:hunter3' },
		});
		expect(masks).toEqual(['ghs_secret', 'hunter2', 'hunter3']);
		expect(JSON.stringify([log, issues])).not.toContain('hunter2');
	});

	it('names all inputs that are wrong before it looks at anything else', async () => {
		const workspace = workspaceWith('not: a configuration');
		const { exitCode, issues } = await runAction({ workspace, inputs: { accel: 'hvf', memory: '2G' } });
		expect(exitCode).toBe(2);
		expect(issues).toHaveLength(1);
		expect(issues[0]?.message).toMatch(/^input `accel`: .*\ninput `memory`: /);
	});

	it('says where it looked when there is no configuration', async () => {
		const { exitCode, issues } = await runAction({ workspace: mkdtempSync(join(tmpdir(), 'empty-')) });
		expect(exitCode).toBe(2);
		expect(issues[0]?.message).toContain('core-matrix.yml');
	});
});

describe('dist/cli.js', () => {
	it('shows its help and its version', async () => {
		const help = await execa(process.execPath, [cli, '--help']);
		expect(help.stdout).toContain('core-matrix run');
		const version = await execa(process.execPath, [cli, '--version']);
		expect(version.stdout).toContain(toolVersion());
	});

	it('is executable and names its interpreter', async () => {
		const help = await execa(cli, ['--help'], { preferLocal: true, localDir: packageFile('.') });
		expect(help.exitCode).toBe(0);
		expect(readFileSync(cli, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
	});

	it.each(['20.20.2', '22.22.0', '18.0.0'])('asks for a newer Node on %s', async (version) => {
		const older = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
		const { exitCode, stderr, stdout } = await execa(
			process.execPath,
			['--import', `data:text/javascript,${older}`, cli, '--help'],
			{
				reject: false,
			},
		);
		expect(exitCode).toBe(2);
		expect(stderr).toContain(`core-matrix needs Node.js 24 or newer; this is ${version}`);
		expect(stdout).toBe('');
	});

	it('imports nothing before that which an older Node may lack', () => {
		// createRequire is there from Node 12.2 on; everything else is imported when the version is known.
		const imports = readFileSync(cli, 'utf8').match(/^import .*$/gm);
		expect(imports).toEqual(["import { createRequire as __createRequire } from 'node:module';"]);
	});
});

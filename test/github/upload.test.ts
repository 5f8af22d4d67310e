import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stageArtifact } from '../../src/github/artifact/stage.ts';
import { uploadArtifact } from '../../src/github/artifact/upload.ts';
import { restoreFolders, saveFolders } from '../../src/github/cache/cache.ts';
import { type ResultsService, startResultsService } from '../fakes/results.ts';
import { readZip } from '../fakes/zip.ts';

// GitHub's clients against a service that keeps their rules, with a real blob store behind it.

let service: ResultsService;
let folder = '';
let notices: string[] = [];
const notice = (message: string) => notices.push(message);

beforeAll(async () => {
	service = await startResultsService();
}, 60_000);
afterAll(async () => await service.stop());
beforeEach(() => {
	notices = [];
	folder = mkdtempSync(join(tmpdir(), 'core-matrix-test-'));
	for (const [name, value] of Object.entries({
		...service.env,
		GITHUB_REPOSITORY: 'octo/tracer',
		GITHUB_WORKSPACE: folder,
		RUNNER_TEMP: folder,
	})) {
		vi.stubEnv(name, value);
	}
	vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
	service.fail(undefined);
	vi.unstubAllEnvs();
	vi.restoreAllMocks();
	rmSync(folder, { recursive: true, force: true });
});

const printed = () => vi.mocked(process.stdout.write).mock.calls.map(([text]) => String(text));

function output(): string {
	const out = join(folder, 'out');
	mkdirSync(join(out, 'logs/debian-6.1'), { recursive: true });
	writeFileSync(join(out, 'report.json'), '{}');
	writeFileSync(join(out, 'logs/debian-6.1/console.log'), 'Linux version');
	return out;
}

describe('an artifact', () => {
	it('has what a run left, nothing that lay beside it, and a page to be downloaded from', async () => {
		const out = output();
		writeFileSync(join(out, 'secret.env'), 'TOKEN=1');
		symlinkSync('/etc/passwd', join(out, 'logs/link.log'));
		const uploaded = await uploadArtifact({ out, name: 'core-matrix', notice });
		const [stored] = await service.artifacts();
		expect(uploaded).toEqual({
			name: 'core-matrix',
			id: stored?.id,
			url: `https://github.com/octo/tracer/actions/runs/4711/artifacts/${stored?.id}`,
		});
		const files = await readZip(stored?.content ?? Buffer.alloc(0));
		expect([...files].map(([path, content]) => [path, content.toString()]).toSorted()).toEqual([
			['logs/debian-6.1/console.log', 'Linux version'],
			['report.json', '{}'],
		]);
		expect(notices).toEqual([]);
		expect(readdirSync(out).toSorted()).toEqual(['logs', 'report.json', 'secret.env']);
	});

	it('takes another name where its own is taken in this run', async () => {
		const out = output();
		const names = [];
		for (let job = 0; job < 3; job++)
			names.push((await uploadArtifact({ out, name: 'twice', notice }))?.name);
		expect(names).toEqual(['twice', 'twice-2', 'twice-3']);
	});

	it('has of a log that is cut its two ends, with a note between', async () => {
		const out = output();
		writeFileSync(join(out, 'logs/long.log'), `first${'.'.repeat(5_000_000)}last`);
		const plan = { files: [{ path: 'logs/long.log', bytes: 5_000_009, keep: 3_000_000 }], left: [] };
		await stageArtifact(plan, out, join(folder, 'stage'));
		const text = readFileSync(join(folder, 'stage/logs/long.log'), 'utf8');
		expect(text).toMatch(/^first\.+\n\[core-matrix: 2000009 bytes left out\]\n\.+last$/);
	});

	it.each([
		['GHES', { GITHUB_SERVER_URL: 'https://github.example.com' }, /not currently supported on GHES/],
		['no token', { ACTIONS_RUNTIME_TOKEN: '' }, /ACTIONS_RUNTIME_TOKEN/],
	])('is none without the service (%s), which a notice says with what to do', async (_why, env, reason) => {
		for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
		const out = output();
		expect(await uploadArtifact({ out, name: 'none', notice })).toBeUndefined();
		expect(notices).toMatchObject([expect.stringMatching(reason)]);
		expect(notices[0]).toContain(`They are in ${out}; a step with actions/upload-artifact`);
		expect(readdirSync(out).toSorted()).toEqual(['logs', 'report.json']);
	});

	it('is none when the service refuses it, and the files stay', async () => {
		service.fail(403);
		const out = output();
		expect(await uploadArtifact({ out, name: 'refused', notice })).toBeUndefined();
		expect(notices).toMatchObject([expect.stringContaining('the service is down')]);
		expect(readdirSync(out).toSorted()).toEqual(['logs', 'report.json']);
	});
});

describe('the cache', () => {
	const store = () => join(folder, 'store');
	const stored = () => ({ root: folder, names: ['store'] });
	// What lies in a path that tar would have to have quoted is none of the cache's business.
	beforeEach(() => vi.stubEnv('GITHUB_WORKSPACE', join(folder, 'a repository ä')));
	const fill = (text: string) => {
		mkdirSync(store(), { recursive: true });
		writeFileSync(join(store(), 'kernel'), text);
	};

	it('gives back what was saved, by the key or by what a key begins with', async () => {
		fill('one');
		await saveFolders(stored(), 'family-specs-1', notice);
		rmSync(store(), { recursive: true });
		expect(await restoreFolders(stored(), ['family-specs-1'], notice)).toBe('family-specs-1');
		expect(readFileSync(join(store(), 'kernel'), 'utf8')).toBe('one');
		rmSync(store(), { recursive: true });
		expect(await restoreFolders(stored(), ['family-other-', 'family-'], notice)).toBe('family-specs-1');
		expect(readFileSync(join(store(), 'kernel'), 'utf8')).toBe('one');
		expect(await restoreFolders(stored(), ['stranger-'], notice)).toBeUndefined();
		expect(notices).toEqual([]);
	});

	it('that is wrong is a notice, and nothing more', async () => {
		fill('one');
		await saveFolders(stored(), 'spoilt', notice);
		await service.spoilCache('spoilt', Buffer.from('no archive'));
		expect(await restoreFolders(stored(), ['spoilt'], notice)).toBeUndefined();
		expect(printed().filter((line) => /^::(error|warning)/.test(line))).toEqual([]);
		expect(printed().filter((line) => line.startsWith('::notice'))).toHaveLength(1);
	});

	it('that is not there is a notice', async () => {
		vi.stubEnv('ACTIONS_RESULTS_URL', '');
		expect(await restoreFolders(stored(), ['any'], notice)).toBeUndefined();
		expect(notices).toEqual(['the Actions cache is not offered here; kernels are fetched']);
	});

	it('that is down is a notice, in reading and in writing', async () => {
		service.fail(403);
		fill('one');
		expect(await restoreFolders(stored(), ['any'], notice)).toBeUndefined();
		await saveFolders(stored(), 'any', notice);
		expect(printed().filter((line) => /^::(error|warning)/.test(line))).toEqual([]);
		expect(printed().filter((line) => line.startsWith('::notice'))).not.toEqual([]);
		expect(printed().join('')).toContain('Failed to save');
	});
});

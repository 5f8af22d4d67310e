import { readFile, stat } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type AptCatalog, catalog, seriesFor } from '../../src/kernels/catalog.ts';
import { seriesOfWord, seriesWords } from '../../src/kernels/series.ts';
import { sourceNames } from '../../src/kernels/spec.ts';
import { compareVersions, parseRange, satisfies } from '../../src/kernels/version.ts';
import { packageFile } from '../../src/package-root.ts';

const { debian, ubuntu } = catalog;

async function json(path: string): Promise<Record<string, unknown>> {
	return JSON.parse(await readFile(packageFile(path), 'utf8'));
}

describe('the catalog', () => {
	it('is as its schema says', async () => {
		const validate = new Ajv({ allErrors: true }).compile(await json('schema/catalog.schema.json'));
		validate(await json('vm-images/catalog.json'));
		expect(validate.errors ?? []).toEqual([]);
	});

	it.each([
		['a source that is none', { otherSources: { x86_64: ['fedora'] } }],
		['no source', { otherSources: { x86_64: [] } }],
		['another architecture', { otherSources: { x86_64: ['debian'], riscv: ['debian'] } }],
		['a series that is none', { series: [{ series: '6', upkeep: 'longterm', sources: { x86_64: ['ci'] } }] }],
		['a keyring elsewhere', { debian: { ...debian, keyring: '/etc/apt/trusted.gpg' } }],
		['a package of no release', { debian: { ...debian, imagePackages: ['linux-image'] } }],
		['a key without its fingerprint', { mainline: { ...catalog.mainline, fingerprint: '17C622B0' } }],
		['a matrix of what is no series', { matrix: ['debian:6.1'] }],
		['a misspelt key', { otherSource: {} }],
	])('would not be with %s', async (_, change) => {
		const validate = new Ajv().compile(await json('schema/catalog.schema.json'));
		expect(validate({ ...(await json('vm-images/catalog.json')), ...change })).toBe(false);
	});

	it.each([debian, ubuntu])('names a keyring that is there', async ({ keyring }) => {
		expect((await stat(packageFile(keyring))).size).toBeGreaterThan(1000);
	});

	it('has each series once, oldest first', () => {
		const names = catalog.series.map(({ series }) => series);
		expect(names).toEqual([...new Set(names)].sort(compareVersions));
	});

	it('has every series of its matrix, with a source', () => {
		const names = catalog.series.map(({ series }) => series);
		expect(names).toEqual(expect.arrayContaining([...catalog.matrix]));
		expect(catalog.matrix).toEqual([...catalog.matrix].sort(compareVersions));
	});

	it('gives each word a series, in the order that they have upstream', () => {
		const [lts = '', stable = '', mainline = ''] = seriesWords.map((word) => seriesOfWord(word));
		expect(compareVersions(lts, stable)).toBeLessThan(1);
		expect(compareVersions(stable, mainline)).toBeLessThan(1);
	});

	it('says of every series that an archive is asked for in which suites it is', () => {
		const lacking = (source: 'debian' | 'ubuntu', archive: AptCatalog) =>
			catalog.series
				.filter(({ sources }) => sources.x86_64.includes(source))
				.filter(({ series }) => !archive.series.some(({ kernels }) => satisfies(series, parseRange(kernels))))
				.map(({ series }) => series);
		expect(lacking('debian', debian)).toEqual([]);
		expect(lacking('ubuntu', ubuntu)).toEqual([]);
	});

	it('looks for other series wherever there is a source', () => {
		expect([...catalog.otherSources.x86_64].sort()).toEqual([...sourceNames].sort());
	});

	it.each([
		['5.10', ['bullseye']],
		['5.10.262', ['bullseye']],
		['6.1', ['bookworm']],
		['6.12', ['bookworm-backports', 'trixie']],
		['6.13', ['trixie-backports']],
		['7', ['trixie-backports']],
		['7.3.4', ['trixie-backports']],
		['5', ['bullseye']],
		['6', ['bookworm', 'bookworm-backports', 'trixie', 'trixie-backports']],
		['6.6', ['bullseye', 'bookworm', 'bookworm-backports', 'trixie', 'trixie-backports']],
	])('looks for %s of Debian in %j', (version, suites) => {
		expect(seriesFor(version, debian).flatMap((series) => series.suites)).toEqual(suites);
	});

	it.each([
		['5.15', ['jammy', 'jammy-updates']],
		['6.5', ['jammy-updates']],
		['6.8', ['noble', 'noble-updates']],
		['6.14.0', ['noble', 'noble-updates']],
	])('looks for %s of Ubuntu in %j', (version, suites) => {
		expect(seriesFor(version, ubuntu).flatMap((series) => series.suites)).toEqual(suites);
	});
});

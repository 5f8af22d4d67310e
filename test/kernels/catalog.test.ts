import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { catalog, seriesFor } from '../../src/kernels/catalog.ts';
import { packageFile } from '../../src/package-root.ts';

const { debian } = catalog;

describe('the catalog', () => {
	it('names a keyring that is there', async () => {
		expect((await stat(packageFile(debian.keyring))).size).toBeGreaterThan(1000);
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
	])('looks for %s in %j', (version, suites) => {
		expect(seriesFor(version, debian).flatMap((series) => series.suites)).toEqual(suites);
	});
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyDigest } from '../../../src/kernels/sources/apt.ts';
import { aptFailure } from '../../../src/kernels/sources/apt-failure.ts';
import { flipByte, useWorkspace } from '../support/archive.ts';

const workspace = useWorkspace();

describe('verifyDigest', () => {
	it('refuses a file with another bit, whatever apt said of it', async () => {
		const file = join(workspace().folder, 'package.deb');
		await writeFile(file, 'abc');
		// FIPS 180-2, appendix B.1.
		const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
		await verifyDigest(file, expected, 'ask another');
		await flipByte(file, 1);
		await expect(verifyDigest(file, expected, 'ask another')).rejects.toMatchObject({
			code: 'verification-failed',
		});
	});
});

describe('aptFailure', () => {
	const failure = (stderr: string, archives = ['http://mirror.example/debian']) =>
		aptFailure(
			{ program: 'apt-get', stderr, shortMessage: 'Command failed with exit code 100' },
			archives,
			'ask another',
		);

	// Words of apt 2.6 (gpgv) and 3.0 (sqv).
	it.each([
		"W: GPG error: http://x sid InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 0E98",
		"E: The repository 'http://x sid InRelease' is not signed.",
		'W: http://x: The following signatures were invalid: BADSIG 0E98 Debian Archive',
		'W: OpenPGP signature verification failed: http://x: Sub-process /usr/bin/sqv returned an error code (1)',
		'E: Failed to fetch http://x/Packages.xz  Hash Sum mismatch',
		'E: Failed to fetch http://x/Packages.xz  File has unexpected size (5 != 6). Mirror sync in progress?',
		'E: Release file for http://x/InRelease is expired (invalid since 1d). Updates for this repository will not be applied.',
		'E: Release file for http://x/InRelease is not valid yet (invalid for another 1h).',
	])('tells what cannot be verified: %s', (stderr) => {
		expect(failure(stderr).code).toBe('verification-failed');
	});

	it.each([
		"E: Failed to fetch http://x/InRelease  Could not resolve 'x'",
		'E: Failed to fetch http://x/InRelease  Could not connect to x:80',
		"E: The repository 'http://x sid Release' does not have a Release file.",
		'E: Failed to fetch http://x/a.deb  404  Not Found',
	])('tells what is away: %s', (stderr) => {
		expect(failure(stderr).code).toBe('kernel-unavailable');
	});

	it('tells a full disk from an archive that is away', () => {
		const stderr =
			'E: Failed to fetch http://x/a.deb  Error writing to file - write (28: No space left on device) [IP: 192.0.2.1 80]';
		expect(failure(stderr)).toMatchObject({
			code: undefined,
			message: expect.stringMatching(/^no space is left on the disk for packages: Failed to fetch/),
		});
	});

	it('gives the first reasons, each once, short, and without the general one', () => {
		const lines = [
			'Reading package lists...',
			'W: one  thing',
			'E: one thing',
			'E: two',
			'E: three',
			'E: four',
		];
		expect(failure([...lines, 'E: Some index files failed to download.'].join('\n')).message).toBe(
			'cannot get kernels from http://mirror.example/debian: one thing; two; three',
		);
		expect(failure(`E: ${'x'.repeat(50_000)}`).message.length).toBeLessThan(1200);
	});

	it('keeps passwords to itself', () => {
		const { message } = failure('E: Failed to fetch https://me:secret@mirror.example/x', [
			'https://me:secret@mirror.example/debian',
		]);
		expect(message).toBe(
			'cannot get kernels from https://mirror.example/debian: Failed to fetch https://mirror.example/x',
		);
	});

	it('falls back to how it ended, and knows when it is not there', () => {
		expect(failure('').message).toContain('Command failed with exit code 100');
		expect(aptFailure({ program: 'apt-get', stderr: '', code: 'ENOENT' }, [], '').message).toBe(
			'apt-get is not installed',
		);
	});
});

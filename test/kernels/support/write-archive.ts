import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { buildPackage, digestOf, type FakePackage } from './packages.ts';

export interface FakeSuite {
	readonly packages: readonly FakePackage[];
	/** When its indexes cease to be valid, as the Release file has it. */
	readonly validUntil?: string;
}

/** Makes an archive for apt with these suites, signed with a key that is thrown away; `keyring.gpg` has its public part. */
export async function writeArchive(
	target: string,
	origin: string,
	suites: Readonly<Record<string, FakeSuite>>,
): Promise<void> {
	const home = await mkdtemp(join(tmpdir(), 'make-archive-'));
	const gpg = (args: readonly string[], input = '') =>
		execa('gpg', ['--homedir', home, '--batch', '--passphrase', '', ...args], {
			input,
			encoding: 'buffer',
			stripFinalNewline: false,
		});
	try {
		await rm(target, { recursive: true, force: true });
		await gpg(['--quick-generate-key', 'Tests of core-matrix', 'rsa3072', 'sign', 'never']);
		for (const [name, suite] of Object.entries(suites)) {
			const release = await writeSuite(target, origin, name, suite);
			const signed = await gpg(['--clearsign', '--digest-algo', 'SHA512'], release);
			await writeFile(join(target, 'dists', name, 'InRelease'), signed.stdout);
		}
		await writeFile(join(target, 'keyring.gpg'), (await gpg(['--export'])).stdout);
		await execa('gpgconf', ['--homedir', home, '--kill', 'all']);
	} finally {
		await rm(home, { recursive: true, force: true });
	}
}

/** Writes packages and their index. Returns the text of the Release file, which is to be signed. */
async function writeSuite(
	target: string,
	origin: string,
	name: string,
	{ packages, validUntil }: FakeSuite,
): Promise<string> {
	const paragraphs: string[] = [];
	for (const fake of packages) {
		const pool = `pool/main/l/linux/${fake.name}_${fake.version}_amd64.deb`;
		const control = await buildPackage(fake, join(target, pool));
		const deb = await readFile(join(target, pool));
		const facts = [`Filename: ${pool}`, `Size: ${deb.length}`, `SHA256: ${digestOf(deb)}`, ''];
		paragraphs.push([...control, ...facts].join('\n'));
	}
	const index = join(target, 'dists', name, 'main/binary-amd64/Packages');
	await mkdir(dirname(index), { recursive: true });
	await writeFile(index, paragraphs.join('\n'));
	return [
		`Origin: ${origin}`,
		`Label: ${origin}`,
		`Suite: ${name}`,
		`Codename: ${name}`,
		'Date: Sat, 01 Jan 2022 00:00:00 UTC',
		...(validUntil === undefined ? [] : [`Valid-Until: ${validUntil}`]),
		'Architectures: amd64',
		'Components: main',
		'SHA256:',
		` ${digestOf(await readFile(index))} ${(await stat(index)).size} main/binary-amd64/Packages`,
		'',
	].join('\n');
}

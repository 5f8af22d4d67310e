import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { MainlineCatalog } from '../../../src/kernels/catalog.ts';
import { fakeBzImage, fakeModule } from './files.ts';
import { buildPackage, digestOf } from './packages.ts';

/** An OpenPGP key of the test's own. */
export interface SigningKey {
	readonly fingerprint: string;
	/** Its public part, with ASCII armor. */
	readonly armored: string;
	/** A detached signature. */
	sign(text: string): Promise<Buffer>;
}

/** `validity` as gpg takes it, such as `never` or `1d`. `when`: the time that gpg believes it is, such as 20200101T000000. */
export async function makeKey(home: string, validity = 'never', when?: string): Promise<SigningKey> {
	await mkdir(home, { recursive: true, mode: 0o700 });
	const time = when === undefined ? [] : ['--faked-system-time', when];
	const gpg = async (args: readonly string[], input = '') => {
		const all = [
			'--homedir',
			home,
			'--batch',
			'--passphrase',
			'',
			'--pinentry-mode',
			'loopback',
			...time,
			...args,
		];
		return Buffer.from(
			(await execa('gpg', all, { input, encoding: 'buffer', stripFinalNewline: false })).stdout,
		);
	};
	await gpg(['--quick-generate-key', 'Tests of core-matrix', 'ed25519', 'sign', validity]);
	const listing = (await gpg(['--list-keys', '--with-colons'])).toString();
	const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listing)?.[1] ?? '';
	const armored = (await gpg(['--armor', '--export'])).toString();
	await execa('gpgconf', ['--homedir', home, '--kill', 'all']);
	return { fingerprint, armored, sign: (text) => gpg(['--detach-sign'], text) };
}

/** Builds of these versions, laid out as Ubuntu's are: version → release. */
export async function makeMainline(
	folder: string,
	key: SigningKey,
	builds: Readonly<Record<string, string>>,
): Promise<void> {
	for (const [version, release] of Object.entries(builds)) {
		const stamp = `${release.replace(/-generic$/, '')}.202504201010`;
		const into = join(folder, 'mainline', `v${version}`, 'amd64');
		const file = (part: string) => join(into, `linux-${part}-${release}_${stamp}_amd64.deb`);
		await buildPackage(
			{
				name: `linux-image-unsigned-${release}`,
				version: stamp,
				files: { [`boot/vmlinuz-${release}`]: fakeBzImage(`${release} (kernel@kathleen) #1 SMP`) },
			},
			file('image-unsigned'),
		);
		await buildPackage(
			{
				name: `linux-modules-${release}`,
				version: stamp,
				files: {
					[`boot/config-${release}`]: 'CONFIG_BPF=y\nCONFIG_VERSION_SIGNATURE=""\n',
					[`lib/modules/${release}/kernel/drivers/net/veth.ko`]: fakeModule({
						name: 'veth',
						depends: '',
						vermagic: `${release} SMP`,
					}),
				},
			},
			file('modules'),
		);
		await signBuild(into, key);
	}
	await mkdir(join(folder, 'keys'), { recursive: true });
	await writeFile(join(folder, 'keys', key.fingerprint), key.armored);
	await writeListing(folder);
}

/** The folders that there are, as a web server lists them. */
export async function writeListing(folder: string): Promise<void> {
	const versions = await readdir(join(folder, 'mainline'));
	const links = [
		'?C=N;O=D',
		'daily/',
		...versions.filter((name) => name !== 'index.html').map((name) => `${name}/`),
	];
	const rows = links.map((link) => `<tr><td><a href="${link}">${link}</a></td></tr>`);
	await writeFile(
		join(folder, 'mainline/index.html'),
		`<html><table>\n${rows.join('\n')}\n</table></html>\n`,
	);
}

/** CHECKSUMS as the builds have it: of two kinds, under comments. */
export async function signBuild(folder: string, key: SigningKey): Promise<void> {
	const names = (await readdir(folder)).filter((name) => name.endsWith('.deb')).sort();
	const lines: string[] = [];
	for (const name of names) lines.push(`${digestOf(await readFile(join(folder, name)))}  ${name}`);
	const sha1 = names.map((name) => `${'0'.repeat(40)}  ${name}`);
	const text = ['# Checksums-Sha1:', ...sha1, '', '# Checksums-Sha256:', ...lines, ''].join('\n');
	await writeFile(join(folder, 'CHECKSUMS'), text);
	await writeFile(join(folder, 'CHECKSUMS.gpg'), await key.sign(text));
}

export function mainlineCatalog(
	address: string,
	{ fingerprint }: Pick<SigningKey, 'fingerprint'>,
): MainlineCatalog {
	return {
		address: `${address}/mainline`,
		flavour: 'generic',
		fingerprint,
		key: `${address}/keys/${fingerprint}`,
	};
}

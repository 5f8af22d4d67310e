import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { withLock } from '../../lock.ts';
import { sha256 } from '../../manifest.ts';
import { unavailable, unverified } from '../failure.ts';
import { aptFailure } from './apt-failure.ts';
import type { PackageRecord } from './packages.ts';

/** A suite of an archive, component main. */
export interface AptSource {
	/** Address of the archive, such as http://ftp.debian.org/debian. */
	readonly archive: string;
	readonly suite: string;
}

/**
 * An apt of our own: apt does the work from signature to verified file, but with its own state, sources and keys,
 * so that it needs no root, leaves the machine's apt alone and trusts only our keyring.
 */
export interface Apt {
	readonly folder: string;
	readonly sources: readonly AptSource[];
	/** Absolute. */
	readonly keyring: string;
	/** Lines of apt.conf(5) taken over from the machine, such as its proxy. */
	readonly machineSettings: readonly string[];
	/** How to name another archive, as the end of a sentence such as `name another archive with --debian-mirror`. */
	readonly another: string;
	readonly signal?: AbortSignal;
}

/** Fetches and verifies the indexes of the sources, and lists the packages that the regular expression names. */
export async function refreshPackages(apt: Apt, namePattern: string): Promise<string> {
	return await exclusively(apt, async () => {
		await configure(apt);
		// Without the error mode an archive that cannot be reached is a warning, and old indexes are used in silence.
		await run(apt, 'apt-get', ['update', '--option', 'APT::Update::Error-Mode=any']);
		return await run(apt, 'apt-cache', ['search', '--names-only', '--full', namePattern]);
	});
}

/** Where packages would be fetched from, in the same order; without user and password, if the archive needs them. */
export async function packageUrls(apt: Apt, records: readonly PackageRecord[]): Promise<string[]> {
	const names = records.map(({ name, version }) => `${name}=${version}`);
	const output = await exclusively(apt, () => run(apt, 'apt-get', ['download', '--print-uris', ...names]));
	// A line for each: the address in quotes, the file's name, its size, its digest.
	const lines = output.split('\n').map((line) => line.split(' '));
	return records.map(({ name }) => {
		const [quoted = ''] = lines.find(([, file]) => file?.startsWith(`${name}_`)) ?? [];
		return withoutUser(quoted.slice(1, -1));
	});
}

function withoutUser(address: string): string {
	if (!URL.canParse(address)) return address;
	const url = new URL(address);
	url.username = '';
	url.password = '';
	return url.href;
}

/** Fetches packages into a folder. Returns the paths of the files, whose digests are right, in the same order. */
export async function downloadPackages(
	apt: Apt,
	records: readonly PackageRecord[],
	folder: string,
): Promise<string[]> {
	await mkdir(folder);
	const names = records.map(({ name, version }) => `${name}=${version}`);
	await exclusively(apt, () => run(apt, 'apt-get', ['download', ...names], folder));
	const present = await readdir(folder);
	const files: string[] = [];
	for (const { name, sha256: expected } of records) {
		// No name of a package has an underscore, which is what ends it in the name of its file.
		const file = present.find((candidate) => candidate.startsWith(`${name}_`));
		if (file === undefined) {
			throw unavailable(
				`apt-get downloaded no file for ${name}`,
				`Try again; if it stays so, ${apt.another}.`,
			);
		}
		await verifyDigest(join(folder, file), expected, apt.another);
		files.push(join(folder, file));
	}
	return files;
}

/** apt has verified it on the way; this is for what happened to the file since, and for the day that apt does not. */
export async function verifyDigest(file: string, expected: string, another: string): Promise<void> {
	const actual = await sha256(file);
	if (actual === expected) return;
	throw unverified(
		`${file} is not what the archive's signed index says: sha256 ${actual}, expected ${expected}`,
		`Try again; if it stays so, ${another}.`,
	);
}

/** apt locks its state too, but gives up at once when another process holds it. */
async function exclusively<T>(apt: Apt, work: () => Promise<T>): Promise<T> {
	return await withLock(join(apt.folder, 'core-matrix.lock'), work, apt.signal);
}

async function configure(apt: Apt): Promise<void> {
	await mkdir(join(apt.folder, 'lists', 'partial'), { recursive: true });
	await mkdir(join(apt.folder, 'archives', 'partial'), { recursive: true });
	await writeFile(join(apt.folder, 'status'), '');
	await writeFile(join(apt.folder, 'sources.list'), sourcesList(apt));
	await writeFile(configFile(apt), aptConfig(apt));
}

function sourcesList({ sources, keyring }: Apt): string {
	const line = ({ archive, suite }: AptSource) => `deb [signed-by=${keyring}] ${archive} ${suite} main\n`;
	return sources.map(line).join('');
}

/** apt.conf(5). Dir::Etc itself stays, so that auth.conf(5) with the passwords of the machine's archive still holds. */
function aptConfig({ folder, machineSettings }: Apt): string {
	return `Dir::State "${folder}";
Dir::State::lists "${join(folder, 'lists')}";
Dir::State::status "${join(folder, 'status')}";
Dir::Cache "${folder}";
// Half the space, and hardly slower: the indexes of two suites are 100 MB otherwise.
Dir::Cache::srcpkgcache "";
Acquire::GzipIndexes "true";
Dir::Etc::SourceList "${join(folder, 'sources.list')}";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Main "/dev/null";
Dir::Etc::Parts "/dev/null";
Dir::Etc::Trusted "/dev/null";
Dir::Etc::TrustedParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
// The user _apt, whom root's apt would become, cannot read folders below a home.
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
${machineSettings.map((line) => `${line}\n`).join('')}`;
}

function configFile({ folder }: Apt): string {
	return join(folder, 'apt.conf');
}

async function run(apt: Apt, program: string, args: readonly string[], cwd = apt.folder): Promise<string> {
	const result = await execa(program, args, {
		cwd,
		env: { APT_CONFIG: configFile(apt), LC_ALL: 'C.UTF-8' },
		stdin: 'ignore',
		reject: false,
		...(apt.signal === undefined ? {} : { cancelSignal: apt.signal }),
	});
	apt.signal?.throwIfAborted();
	if (!result.failed) return result.stdout;
	const { stderr, code, shortMessage } = result;
	const archives = apt.sources.map(({ archive }) => archive);
	throw aptFailure({ program, stderr, code, shortMessage }, archives, apt.another);
}

import { execa } from 'execa';
import { CoreMatrixError } from '../../error.ts';
import type { AptCatalog } from '../catalog.ts';

/** Where a distribution's packages are fetched from. */
export interface Mirror {
	readonly main: string;
	/** The security archive has an address of its own; known only when the machine uses it. */
	readonly security?: string;
	/** Lines of apt.conf(5) for reaching it. */
	readonly settings: readonly string[];
}

const fields = ['ORIGIN', 'RELEASE', 'COMPONENT', 'REPO_URI'] as const;
/** What apt prints for a field that it does not know. */
const unknown = '$(ORIGIN)';

/** The archive asked for, else the one that this machine's apt uses when it is of that origin, else `fallback`. */
export async function findMirror(
	asked: string | undefined,
	{ origin, mirror: fallback }: Pick<AptCatalog, 'origin' | 'mirror'>,
): Promise<Mirror> {
	const dump = await askApt('apt-config', ['dump']);
	if (asked !== undefined)
		return { main: checkedAddress(asked, origin), settings: machineSettings(dump, false) };
	// Origins are known once the indexes were fetched; without any (a fresh container), only what is configured.
	const format = fields.map((name) => `$(${name})`).join('\t');
	const query = ['indextargets', '--format', format, 'Created-By: Packages'];
	for (const args of [query, [...query, '--no-release-info']]) {
		const found = archivesOf(origin, await askApt('apt-get', args));
		if (found !== undefined) return { ...found, settings: machineSettings(dump, true) };
	}
	return { main: fallback, settings: machineSettings(dump, false) };
}

/** Reads the table of index targets; undefined when none is the distribution's own archive. */
export function archivesOf(wanted: string, table: string): Pick<Mirror, 'main' | 'security'> | undefined {
	const folder = wanted.toLowerCase();
	const archives = table.split('\n').flatMap((line) => {
		const [origin = '', release = '', component = '', uri = ''] = line.split('\t');
		const address = uri.replace(/\/+$/, '');
		if (component !== 'main' || !isAddress(address)) return [];
		// Other vendors name their suites after Debian's releases too, but not their archives after Debian's.
		const named = address.endsWith(`/${folder}`) || address.endsWith(`/${folder}-security`);
		if (origin !== wanted && !(origin === unknown && named)) return [];
		return [{ address, security: release.endsWith('-security') }];
	});
	const main = archives.find(({ security }) => !security)?.address;
	const security = archives.find((archive) => archive.security)?.address;
	if (main === undefined) return undefined;
	return security === undefined ? { main } : { main, security };
}

/**
 * How the machine reaches archives: proxies, certificates, timeouts. Whether it checks an archive's dates is its owner's
 * word on its own mirror (a frozen snapshot is always out of date), and is not taken over for any other.
 */
export function machineSettings(dump: string, ownMirror: boolean): string[] {
	const kept = ownMirror ? /^Acquire::(?:https?::|Check-Valid-Until |Check-Date )/ : /^Acquire::https?::/;
	return dump.split('\n').filter((line) => kept.test(line));
}

/** It becomes a word of sources.list(5), so it must be one. */
function isAddress(text: string): boolean {
	return /^(?:https?|file|mirror\+\w+):\/[!-~]+$/.test(text) && !/[[\]"']/.test(text);
}

function checkedAddress(asked: string, origin: string): string {
	if (isAddress(asked)) return asked.replace(/\/+$/, '');
	throw new CoreMatrixError(
		'usage',
		`${JSON.stringify(asked.slice(0, 200))} is not the address of an archive of ${origin}'s`,
		{ remedy: 'Write it as an address such as http://ftp.debian.org/debian.' },
	);
}

/** Nothing when apt is not there or refuses: then the catalog's mirror is tried, which says what is the matter. */
async function askApt(program: string, args: readonly string[]): Promise<string> {
	const { stdout } = await execa(program, args, {
		env: { LC_ALL: 'C.UTF-8' },
		stdin: 'ignore',
		reject: false,
	});
	return stdout ?? '';
}

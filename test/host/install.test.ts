import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ensureRequirements, install, isCi } from '../../src/host/install.ts';
import { requirements } from '../../src/host/requirements.ts';
import { makeTools } from './tools.ts';

afterEach(() => {
	vi.unstubAllEnvs();
	vi.restoreAllMocks();
});

/** Writes down how it is called; says what sudo does when it is called through that. */
const record = (folder = '$(dirname "$0")') => `echo "$DEBIAN_FRONTEND $*" >> "${folder}/calls"`;
const sudo = 'echo sudo "$@" >> "$(dirname "$0")/calls"\nshift\nexec "$@"';
const options = '-q -o DPkg::Lock::Timeout=120';

async function machine(tools: Readonly<Record<string, string>>, uid = 0) {
	const path = await makeTools(tools, ['dirname', 'env', 'ln', 'cat']);
	vi.stubEnv('PATH', path);
	vi.stubEnv('DEBIAN_FRONTEND', undefined);
	vi.spyOn(process, 'getuid').mockReturnValue(uid);
	return { calls: async () => (await readFile(join(path, 'calls'), 'utf8')).trim().split('\n') };
}

const some = requirements.filter(({ package: from }) => ['qemu-system-x86', 'gcc', 'make'].includes(from));
const packages = 'gcc make qemu-system-x86';

describe('with consent', () => {
	test('apt-get installs the packages, and it is said what for', async () => {
		const { calls } = await machine({ 'apt-get': record() });
		const said: string[] = [];
		await install(some, { consent: true, tell: (line) => said.push(line) });
		expect(await calls()).toEqual([
			`noninteractive ${options} install -y --no-install-recommends ${packages}`,
		]);
		expect(said).toEqual([
			'installing qemu-system-x86: qemu-system-x86_64 is needed to run the guests',
			'installing gcc: cc is needed to build the guest agent',
			'installing make: make is needed to build the guest agent',
		]);
	});

	test('its lists are fetched when it cannot install, and it tries again', async () => {
		const works = `${record()}\ncase "$*" in *update) : > "$(dirname "$0")/lists";; *) [ -e "$(dirname "$0")/lists" ];; esac`;
		const { calls } = await machine({ 'apt-get': works });
		await install(some, { consent: true, tell: () => {} });
		expect((await calls()).map((call) => call.split(' ')[4])).toEqual(['install', 'update', 'install']);
	});

	test('sudo is used by others than root, and never asks for a password', async () => {
		const { calls } = await machine({ 'apt-get': record(), sudo }, 1000);
		await install(some, { consent: true, tell: () => {} });
		expect(await calls()).toEqual([
			`sudo -n env DEBIAN_FRONTEND=noninteractive apt-get ${options} install -y --no-install-recommends ${packages}`,
			`noninteractive ${options} install -y --no-install-recommends ${packages}`,
		]);
	});

	test('what apt-get says is in the error', async () => {
		await machine({
			'apt-get': 'echo Reading package lists...\necho "E: Unable to locate package gcc" >&2\nexit 100',
		});
		await expect(install(some, { consent: true, tell: () => {} })).rejects.toMatchObject({
			kind: 'infrastructure',
			message: `apt-get could not install ${packages}:\nE: Unable to locate package gcc\nE: Unable to locate package gcc`,
		});
	});

	test('without sudo the error says so', async () => {
		await machine({ 'apt-get': record() }, 1000);
		await expect(install(some, { consent: true, tell: () => {} })).rejects.toMatchObject({
			message: expect.stringContaining('sudo'),
			remedy: expect.stringContaining('Run as root'),
		});
	});

	test('what is missing after all is named', async () => {
		await machine({ 'apt-get': record() });
		await expect(ensureRequirements(new Set(), { consent: true, tell: () => {} })).rejects.toMatchObject({
			kind: 'infrastructure',
			message: expect.stringMatching(
				/^these are still missing[\s\S]*\n {2}xz \(package xz-utils\) is needed to unpack kernel modules/,
			),
		});
	});
});

describe('without consent nothing is installed', () => {
	test.each([
		[
			0,
			`Run \`apt-get install -y --no-install-recommends ${packages}\`, or give --install-missing to have it done.`,
		],
		[
			1000,
			`Run \`sudo apt-get install -y --no-install-recommends ${packages}\`, or give --install-missing to have it done.`,
		],
	])('and user %d is told the command to run', async (uid, remedy) => {
		const { calls } = await machine({ 'apt-get': record() }, uid);
		await expect(install(some, { consent: false, tell: () => {} })).rejects.toMatchObject({
			kind: 'infrastructure',
			message: expect.stringContaining('  make (package make) is needed to build the guest agent'),
			remedy,
		});
		await expect(calls()).rejects.toThrow('ENOENT');
	});

	test('and without apt-get the packages are named, consent or not', async () => {
		await machine({});
		await expect(install(some, { consent: true, tell: () => {} })).rejects.toMatchObject({
			kind: 'infrastructure',
			remedy: `Install what Debian and Ubuntu have in: ${packages}.`,
		});
	});
});

test.each([
	[{ CI: 'true' }, true],
	[{ CI: '1' }, true],
	[{ GITHUB_ACTIONS: 'true' }, true],
	[{ CI: 'false' }, false],
	[{}, false],
])('%j is CI: %s', (env, expected) => {
	expect(isCi(env)).toBe(expected);
});

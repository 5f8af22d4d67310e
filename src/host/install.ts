import { execa } from 'execa';
import { CoreMatrixError } from '../error.ts';
import { findCommand } from './path.ts';
import { checkRequirements, missingOf, type Purpose, type Requirement } from './requirements.ts';

export interface InstallOptions {
	/** Whether packages may be installed without asking further. */
	readonly consent: boolean;
	/** Is told what is installed and why, a line at a time. */
	readonly tell: (message: string) => void;
}

/** In CI the machine is there for the job, so installing what the job needs is what it is for. */
export function isCi(env: NodeJS.ProcessEnv): boolean {
	return env.GITHUB_ACTIONS === 'true' || env.CI === 'true' || env.CI === '1';
}

/** Makes sure that the machine has what a run needs. Throws an infrastructure error that says what is missing. */
export async function ensureRequirements(
	purposes: ReadonlySet<Purpose>,
	options: InstallOptions,
): Promise<void> {
	const missing = missingOf(await checkRequirements(purposes));
	if (missing.length === 0) return;
	await install(missing, options);
	const stillMissing = missingOf(await checkRequirements(purposes));
	if (stillMissing.length === 0) return;
	throw lacking(stillMissing, 'these are still missing though their packages are installed', {
		remedy: 'Look at what `core-matrix doctor` finds, and at what stands first on PATH.',
	});
}

/** Installs by apt-get the packages that have what is missing. Without consent it throws, naming the command to run. */
export async function install(
	missing: readonly Requirement[],
	{ consent, tell }: InstallOptions,
): Promise<void> {
	const packages = [...new Set(missing.map((requirement) => requirement.package))].sort();
	if ((await findCommand('apt-get')) === undefined) {
		throw lacking(missing, 'this machine lacks what a run needs, and has no apt-get to install it with', {
			remedy: `Install what Debian and Ubuntu have in: ${packages.join(' ')}.`,
		});
	}
	const installation = ['install', '-y', '--no-install-recommends', ...packages];
	if (!consent) {
		throw lacking(missing, 'this machine lacks what a run needs', {
			remedy: `Run \`${isRoot() ? '' : 'sudo '}apt-get ${installation.join(' ')}\`, or give --install-missing to have it done.`,
		});
	}
	for (const requirement of missing) {
		tell(`installing ${requirement.package}: ${requirement.name} is needed to ${requirement.why}`);
	}
	if ((await aptGet(installation)).failed) {
		// Most often the lists of packages are missing, as in containers, or name versions that are gone.
		const update = await aptGet(['update']);
		const again = await aptGet(installation);
		if (again.failed) throw failure(packages, `${update.output}\n${again.output}`);
	}
}

const isRoot = (): boolean => process.getuid?.() === 0;

interface AptResult {
	readonly failed: boolean;
	readonly output: string;
}

async function aptGet(words: readonly string[]): Promise<AptResult> {
	// Another apt may be at work, as on a machine that has just started.
	const command = ['apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', ...words];
	// sudo drops most variables, so env sets this one behind it.
	const [file = '', ...rest] = isRoot()
		? command
		: ['sudo', '-n', 'env', 'DEBIAN_FRONTEND=noninteractive', ...command];
	const { failed, all, shortMessage } = await execa(file, rest, {
		reject: false,
		all: true,
		stdin: 'ignore',
		timeout: 15 * 60_000,
		env: { DEBIAN_FRONTEND: 'noninteractive' },
	});
	return { failed, output: all || (failed ? (shortMessage ?? '') : '') };
}

function failure(packages: readonly string[], output: string): CoreMatrixError {
	const errors = output.split('\n').filter((line) => /^(?:E:|W:|Err:|sudo:)/.test(line));
	const said = (errors.length > 0 ? errors : output.trim().split('\n')).slice(-8).join('\n');
	return new CoreMatrixError('infrastructure', `apt-get could not install ${packages.join(' ')}:\n${said}`, {
		remedy: isRoot()
			? 'Mend what apt-get says, and run again.'
			: 'Run as root or with a sudo that needs no password, or install these packages yourself.',
	});
}

function lacking(
	missing: readonly Requirement[],
	what: string,
	details: { readonly remedy: string },
): CoreMatrixError {
	const lines = missing.map(
		({ name, why, package: from }) => `  ${name} (package ${from}) is needed to ${why}`,
	);
	return new CoreMatrixError('infrastructure', `${what}:\n${lines.join('\n')}`, details);
}

import { execa } from 'execa';
import { packageFile } from '../../src/package-root.ts';

export interface CommandOptions {
	readonly cwd?: string;
	/** Set on top of an environment that is no CI's; undefined unsets. */
	readonly env?: Readonly<Record<string, string | undefined>>;
}

const noCi = {
	CI: undefined,
	GITHUB_ACTIONS: undefined,
	GITHUB_WORKSPACE: undefined,
	GITHUB_STEP_SUMMARY: undefined,
};

/** Runs the command as a person would, from its sources. */
export async function coreMatrix(words: readonly string[], { cwd = '/', env = {} }: CommandOptions = {}) {
	const { exitCode, stdout, stderr } = await execa(process.execPath, [packageFile('src/bin.ts'), ...words], {
		cwd,
		env: { ...noCi, ...env },
		reject: false,
		stdin: 'ignore',
	});
	return { exitCode, stdout, stderr };
}

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { execa } from 'execa';

const device = '/dev/kvm';

export interface KvmOptions {
	/** Whether the machine may be changed without asking further. */
	readonly consent: boolean;
	/** Is told what was done, or what to do, a line. */
	readonly tell: (message: string) => void;
	/** The device; for tests. */
	readonly path?: string;
}

/**
 * Lets this process open /dev/kvm where there is one: hosted runners have it for root and the group kvm only, and a
 * member that the group got a moment ago is none until the next login. Where that cannot be done, guests are emulated.
 */
export async function ensureKvm({ consent, tell, path = device }: KvmOptions): Promise<void> {
	if (!(await exists(path)) || (await isUsable(path))) return;
	const remedy = `run \`sudo chmod 0666 ${path}\` on the runner, or add its user to the group kvm`;
	if (!consent) return tell(`${path} is not open to this user, so guests are emulated: ${remedy}`);
	const { failed, stderr } = await execa('sudo', ['-n', 'chmod', '0666', path], {
		reject: false,
		stdin: 'ignore',
		timeout: 20_000,
	});
	if (!failed && (await isUsable(path))) return tell(`opened ${path} to this user (sudo chmod 0666 ${path})`);
	const why = stderr?.trim().split('\n').at(-1) || 'sudo did not help';
	tell(`${path} is not open to this user and cannot be opened (${why}), so guests are emulated: ${remedy}`);
}

const exists = (path: string): Promise<boolean> => isUsable(path, constants.F_OK);

async function isUsable(path: string, mode = constants.R_OK | constants.W_OK): Promise<boolean> {
	return await access(path, mode).then(
		() => true,
		() => false,
	);
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { inTemporaryFolder } from '../../store.ts';
import { unavailable, unverified } from '../failure.ts';

/** A text and what is to vouch for it. */
export interface SignedText {
	/** What it is called in errors. */
	readonly name: string;
	readonly text: Buffer;
	/** A detached OpenPGP signature. */
	readonly signature: Buffer;
}

export interface Signer {
	/** OpenPGP fingerprint of the primary key, hexadecimal, in capitals. */
	readonly fingerprint: string;
	/** The key, as a keyserver gives it (RFC 9580, section 6: ASCII armor). Whose it is, the fingerprint says. */
	readonly key: string;
}

/** Throws `verification-failed` unless the text is signed by that very key, and the signature and the key are valid now. */
export async function verifySignature(
	{ name, text, signature }: SignedText,
	{ fingerprint, key }: Signer,
): Promise<void> {
	const keyring = dearmor(key);
	if (keyring === undefined) throw notSigned(name, 'the keyserver gave no OpenPGP key');
	await inTemporaryFolder(async (folder) => {
		const files = { keyring, signature, text };
		for (const [file, bytes] of Object.entries(files)) await writeFile(join(folder, file), bytes);
		const args = ['--status-fd', '1', '--keyring', join(folder, 'keyring'), '--', 'signature', 'text'];
		const { exitCode, stdout, code } = await execa('gpgv', args, {
			cwd: folder,
			env: { LC_ALL: 'C.UTF-8', GNUPGHOME: folder },
			stdin: 'ignore',
			reject: false,
		});
		if (code === 'ENOENT') throw gpgvMissing();
		// doc/DETAILS of GnuPG. GOODSIG alone is valid now: gpgv exits with 0 for a key that has expired, too. VALIDSIG is
		// followed by ten fields, the last of which is the primary key's fingerprint.
		const status = stdout ?? '';
		const signer = /^\[GNUPG:\] VALIDSIG (?:\S+ ){9}([0-9A-F]{40,64})$/m.exec(status)?.[1];
		if (exitCode === 0 && /^\[GNUPG:\] GOODSIG /m.test(status) && signer === fingerprint) return;
		throw notSigned(name, reasonIn(status, fingerprint));
	});
}

/** The first word of GnuPG's that says what is wrong. */
function reasonIn(status: string, fingerprint: string): string {
	const has = (word: string) => status.includes(`[GNUPG:] ${word}`);
	if (has('EXPKEYSIG')) return 'the key that signed it has expired';
	if (has('REVKEYSIG')) return 'the key that signed it was revoked';
	if (has('EXPSIG')) return 'its signature has expired';
	if (has('BADSIG')) return 'its signature is of another text';
	if (has('NO_PUBKEY') || has('VALIDSIG')) return `it is signed by another key than ${fingerprint}`;
	return 'it has no valid signature';
}

/** The packets within the armor, of the first block; its checksum is optional and guards against nothing here. */
function dearmor(key: string): Buffer | undefined {
	const block =
		/-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n([\s\S]{1,200000}?)-----END PGP PUBLIC KEY BLOCK-----/.exec(
			key,
		)?.[1];
	// Headers, an empty line, base64 lines, the checksum after a `=`.
	const body = block?.split(/\r?\n/).filter((line) => /^[A-Za-z0-9+/]{4,}={0,2}$/.test(line));
	return body === undefined || body.length === 0 ? undefined : Buffer.from(body.join(''), 'base64');
}

function notSigned(name: string, why: string): Error {
	return unverified(
		`${name} cannot be verified: ${why}`,
		'Check the clock of this machine, try again, or take the kernel from another source.',
	);
}

function gpgvMissing(): Error {
	return unavailable(
		'gpgv is not installed, so mainline builds cannot be verified',
		'Install the package gpgv.',
	);
}

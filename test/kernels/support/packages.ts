import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

export interface FakePackage {
	readonly name: string;
	readonly version: string;
	readonly depends?: readonly string[];
	/** Path → content. */
	readonly files?: Readonly<Record<string, Buffer | string>>;
}

/** Builds a package as `file`. Returns its control fields, a line each. */
export async function buildPackage(
	{ name, version, depends = [], files = {} }: FakePackage,
	file: string,
	compression: 'xz' | 'zstd' = 'xz',
): Promise<string[]> {
	const root = await mkdtemp(join(tmpdir(), 'package-'));
	const control = [
		`Package: ${name}`,
		`Version: ${version}`,
		'Architecture: amd64',
		'Maintainer: Nobody <nobody@example.org>',
		...(depends.length === 0 ? [] : [`Depends: ${depends.join(', ')}`]),
		'Description: a package for tests',
	];
	try {
		for (const [path, content] of Object.entries({ ...files, 'DEBIAN/control': `${control.join('\n')}\n` })) {
			await mkdir(join(root, dirname(path)), { recursive: true });
			await writeFile(join(root, path), content);
		}
		// mkdtemp makes it for its owner alone, which dpkg-deb refuses.
		await execa('chmod', ['-R', 'go+rX', root]);
		await mkdir(dirname(file), { recursive: true });
		await execa('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', root, file]);
	} finally {
		await rm(root, { recursive: true });
	}
	return control;
}

export function digestOf(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}

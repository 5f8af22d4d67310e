import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Sources lie in src/ and bundles in dist/: both are one folder below the package's root, so one relative URL
// holds for either. This file must stay directly in src/ and bundles directly in dist/.
const root = new URL('../', import.meta.url);

/** Absolute path of a file that comes with the package, such as `vm-images/catalog.json`. */
export function packageFile(path: string): string {
	return fileURLToPath(new URL(path, root));
}

/** The version in package.json, such as `0.1.0`. */
export function toolVersion(): string {
	const manifest: { version: string } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
	return manifest.version;
}

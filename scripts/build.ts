import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

// Bundles the action (dist/index.js, and dist/post.js for its end) and the command (dist/cli.js) with what both share in chunks beside them, and
// gathers the licences of what was bundled. The same sources and the same node_modules give the same bytes anywhere.
// Usage: node scripts/build.ts [folder]; the folder is dist/ when missing.

const root = fileURLToPath(new URL('../', import.meta.url));

// Dependencies that are CommonJS call require() for Node's own modules, which an ES module does not have.
const banner =
	"import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);";

async function bundle(out: string): Promise<Metafile> {
	const { metafile } = await build({
		absWorkingDir: root,
		entryPoints: { index: 'src/action.ts', post: 'src/post.ts', cli: 'src/bin.ts' },
		outdir: out,
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node24',
		banner: { js: banner },
		// Comments name each module's path: it must not depend on where node_modules really is.
		preserveSymlinks: true,
		// Licences are kept whole, in a file of their own.
		legalComments: 'none',
		metafile: true,
		logLevel: 'warning',
	});
	await chmod(join(out, 'cli.js'), 0o755);
	return metafile;
}

interface Manifest {
	readonly name: string;
	readonly version: string;
	readonly license?: string;
	readonly dependencies?: Readonly<Record<string, string>>;
}

async function manifestOf(folder: string): Promise<Manifest> {
	return JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
}

/**
 * The folders of the packages that are in a bundle, such as `node_modules/tar`. With those that they depend on, since
 * some come bundled already, as tar does.
 */
async function packagesIn({ inputs }: Metafile): Promise<readonly string[]> {
	const found = new Set<string>();
	const queue = Object.keys(inputs).flatMap(
		(path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
	);
	for (const folder of queue) {
		if (found.has(folder)) continue;
		found.add(folder);
		for (const name of Object.keys((await manifestOf(folder)).dependencies ?? {})) {
			const nested = `${folder}/node_modules/${name}`;
			queue.push(existsSync(join(root, nested)) ? nested : `node_modules/${name}`);
		}
	}
	return [...found].sort();
}

async function licenceOf(folder: string): Promise<string> {
	const { name, version, license } = await manifestOf(folder);
	const path = join(root, folder);
	const files = (await readdir(path))
		.filter((file) => /^(?:licen[cs]e|copying|notice)(?:$|[.-])/i.test(file))
		.sort();
	const texts = await Promise.all(files.map((file) => readFile(join(path, file), 'utf8')));
	const body = texts.map((text) => text.replace(/\r\n?/g, '\n').trim()).join('\n\n') || `License: ${license}`;
	return `${name} ${version}\n\n${body}\n`;
}

const out = resolve(process.argv[2] ?? join(root, 'dist'));
await mkdir(out, { recursive: true });
// A chunk's name is made from its content: without this, those of the last build would stay.
for (const name of await readdir(out)) if (name.endsWith('.js')) await rm(join(out, name));
const metafile = await bundle(out);
const licences = await Promise.all((await packagesIn(metafile)).map(licenceOf));
await writeFile(join(out, 'licenses.txt'), licences.join(`\n${'-'.repeat(80)}\n\n`));
for (const [path, { bytes }] of Object.entries(metafile.outputs)) {
	console.log(`${basename(path)}  ${Math.ceil(bytes / 1024)} KiB`);
}

import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

// Bundles the action (dist/index.js) and the command (dist/cli.js) with what both share in chunks beside them, and
// gathers the licences of what was bundled. The same sources and the same node_modules give the same bytes anywhere.
// Usage: node scripts/build.ts [folder]; the folder is dist/ when missing.

const root = fileURLToPath(new URL('../', import.meta.url));

// Dependencies that are CommonJS call require() for Node's own modules, which an ES module does not have.
const banner =
	"import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);";

async function bundle(out: string): Promise<Metafile> {
	const { metafile } = await build({
		absWorkingDir: root,
		entryPoints: { index: 'src/action.ts', cli: 'src/bin.ts' },
		outdir: out,
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node24',
		banner: { js: banner },
		// Licences are kept whole, in a file of their own.
		legalComments: 'none',
		metafile: true,
		logLevel: 'warning',
	});
	await chmod(join(out, 'cli.js'), 0o755);
	return metafile;
}

/** The folders of the packages that are in a bundle, such as `node_modules/tar`. */
function packagesIn({ inputs }: Metafile): readonly string[] {
	const folders = Object.keys(inputs).flatMap(
		(path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
	);
	return [...new Set(folders)].sort();
}

async function licenceOf(folder: string): Promise<string> {
	const path = join(root, folder);
	const manifest: { name: string; version: string; license?: string } = JSON.parse(
		await readFile(join(path, 'package.json'), 'utf8'),
	);
	const files = (await readdir(path))
		.filter((name) => /^(?:licen[cs]e|copying|notice)(?:$|[.-])/i.test(name))
		.sort();
	const texts = await Promise.all(files.map((name) => readFile(join(path, name), 'utf8')));
	const body =
		texts.length > 0
			? texts.map((text) => text.replace(/\r\n/g, '\n').trim()).join('\n\n')
			: `License: ${manifest.license}`;
	return `${manifest.name} ${manifest.version}\n\n${body}\n`;
}

const out = resolve(process.argv[2] ?? join(root, 'dist'));
await mkdir(out, { recursive: true });
// A chunk's name is made from its content: without this, those of the last build would stay.
for (const name of await readdir(out)) if (name.endsWith('.js')) await rm(join(out, name));
const metafile = await bundle(out);
const licences = await Promise.all(packagesIn(metafile).map(licenceOf));
await writeFile(join(out, 'licenses.txt'), licences.join(`\n${'-'.repeat(80)}\n\n`));
for (const [path, { bytes }] of Object.entries(metafile.outputs)) {
	console.log(`${basename(path)}  ${Math.ceil(bytes / 1024)} KiB`);
}

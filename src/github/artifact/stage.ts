import { copyFile, link, mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { ArtifactPlan, OutputFile } from './plan.ts';

/** What a run leaves in its folder: nothing else that lies there is ours to publish. */
const ours = [
	...[
		'report.json',
		'summary.md',
		'report.html',
		'junit.xml',
		'report.sarif',
		'verifier.json',
		'observations.json',
	],
	...['logs', 'objects', 'types'],
];

/** The files of a run in its output folder. Links are left out: they may lead anywhere. */
export async function outputFiles(out: string): Promise<OutputFile[]> {
	const entries = await readdir(out, { recursive: true, withFileTypes: true });
	const files: OutputFile[] = [];
	for (const entry of entries) {
		const absolute = join(entry.parentPath, entry.name);
		const path = relative(out, absolute).split(sep).join('/');
		if (!entry.isFile() || !ours.includes(path.split('/')[0] ?? '')) continue;
		files.push({ path, bytes: (await stat(absolute)).size });
	}
	return files;
}

/** Puts the planned files together in a folder, as hard links where that can be. */
export async function stageArtifact({ files }: ArtifactPlan, out: string, folder: string): Promise<void> {
	for (const { path, bytes, keep } of files) {
		const to = join(folder, path);
		await mkdir(dirname(to), { recursive: true });
		if (keep < bytes) await copyEnds(join(out, path), to, bytes, keep);
		else await link(join(out, path), to).catch(() => copyFile(join(out, path), to));
	}
}

const chunkBytes = 1 << 20;

/** Copies the first and the last half of `keep` bytes, with a note between. */
async function copyEnds(from: string, to: string, bytes: number, keep: number): Promise<void> {
	const half = Math.floor(keep / 2);
	const source = await open(from, 'r');
	const target = await open(to, 'w');
	try {
		await copyRange(source, target, 0, half);
		await target.write(`\n[core-matrix: ${bytes - 2 * half} bytes left out]\n`);
		await copyRange(source, target, bytes - half, half);
	} finally {
		await source.close();
		await target.close();
	}
}

type File = Awaited<ReturnType<typeof open>>;

async function copyRange(source: File, target: File, from: number, length: number): Promise<void> {
	const chunk = Buffer.alloc(Math.min(chunkBytes, length));
	for (let done = 0; done < length; ) {
		const { bytesRead } = await source.read(chunk, 0, Math.min(chunk.length, length - done), from + done);
		if (bytesRead === 0) return;
		await target.write(chunk, 0, bytesRead);
		done += bytesRead;
	}
}

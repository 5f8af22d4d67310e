import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { reportFiles } from '../report/write.ts';
import { recordName } from './keep.ts';

/** What a run leaves behind, in folders and files of these names; report.json itself says whose the others are. */
const leftBehind = [
	...['logs', 'objects', 'types', recordName],
	...reportFiles.filter((name) => name !== 'report.json'),
];

/** Makes the folder, or takes away what an earlier run left in it: its files would be taken for this one's. */
export async function clearOutput(out: string): Promise<void> {
	await mkdir(out, { recursive: true });
	const earlier = await readFile(join(out, 'report.json'), 'utf8').catch(() => '');
	// Folders of these names that are not ours stay.
	if (!earlier.includes('"name": "core-matrix"')) return;
	for (const name of leftBehind) await rm(join(out, name), { recursive: true, force: true });
}

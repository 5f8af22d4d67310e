import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { type ExecaError, execa } from 'execa';
import { packageFile } from '../src/package-root.ts';

/** Bytes of memory that were resident at the most, of a process and of all that it started. */
export interface Peak {
	/** When everything was loaded and nothing begun. */
	readonly idle: number;
	readonly peak: number;
}

/** Fetches a kernel in a process of its own, with an empty cache where `env` says so, and watches its memory. */
export async function peakOfFetching(spec: string, env: Readonly<Record<string, string>>): Promise<Peak> {
	const child = execa(process.execPath, [packageFile('bench/fetch.ts'), spec], { env, reject: false });
	await once(child.stdout, 'data');
	const pid = child.pid ?? 0;
	const idle = residentBytes(pid);
	let peak = idle;
	child.stdin.end('go\n');
	let ended: ExecaError | Awaited<typeof child> | undefined;
	child.then((result) => {
		ended = result;
	});
	while (ended === undefined) {
		peak = Math.max(peak, residentBytes(pid));
		await setTimeout(5);
	}
	if (ended.failed) throw new Error(`${spec} could not be fetched: ${ended.stderr}`);
	return { idle, peak };
}

/** Of a process and its descendants; pages that several share count for each. */
function residentBytes(root: number): number {
	const processes = readdirSync('/proc').flatMap((name) => {
		if (!/^\d+$/.test(name)) return [];
		const status = read(`/proc/${name}/status`);
		const field = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
		return [{ pid: Number(name), parent: field('PPid'), bytes: field('VmRSS') * 1024 }];
	});
	const family = new Set([root]);
	// Parents come before their children but for numbers that have begun anew, which another round finds.
	for (const _ of [1, 2]) for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
	return processes.filter(({ pid }) => family.has(pid)).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A process may end at any time. */
function read(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}

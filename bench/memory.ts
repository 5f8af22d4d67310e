import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peakOfFetching } from './peak.ts';

/*
 * How much memory fetching a kernel takes: that of this program and of all that it starts (apt-get, dpkg-deb, xz), beyond what it
 * takes before. The cache is empty; of apt's indexes as well.
 *
 *     npm exec -- node bench/memory.ts debian:6.1 ubuntu:6.8
 */

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

for (const spec of process.argv.slice(2)) {
	const folder = await mkdtemp(join(tmpdir(), 'memory-'));
	try {
		const env = { XDG_CACHE_HOME: folder, RUNNER_TOOL_CACHE: '', RUNNER_TEMP: '' };
		const { idle, peak } = await peakOfFetching(spec, env);
		console.log(`${spec}: ${megabytes(peak - idle)} above ${megabytes(idle)}`);
	} finally {
		await rm(folder, { recursive: true });
	}
}

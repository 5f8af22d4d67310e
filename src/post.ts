import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as core from '@actions/core';
import { stageFolder } from './github/artifact/upload.ts';
import { saveKernels } from './github/cache/kernels.ts';
import { emitLine } from './github/emit.ts';
import { readState } from './github/state.ts';
import { workFolder } from './run/boot.ts';

// The action's last step, which a runner takes also when the job failed or was cancelled: what a run that was killed
// left half made is removed, and the kernels are kept for the next one. Guests ended with the process that started them.

const { out, cacheKey, started } = readState(core.getState);
try {
	if (out !== undefined) {
		for (const folder of [workFolder, stageFolder])
			await rm(join(out, folder), { recursive: true, force: true });
	}
	if (cacheKey !== undefined) {
		const isThrownAway = process.env.RUNNER_ENVIRONMENT === 'github-hosted';
		await saveKernels(cacheKey, isThrownAway ? started : undefined, emitLine);
	}
} catch (error) {
	// Nothing that is left to do here is worth a job that passed.
	core.notice(`cleaning up did not end well: ${error instanceof Error ? error.message : String(error)}`);
}

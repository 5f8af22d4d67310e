import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { size } from '../../report/format.ts';
import { oneLine } from '../../report/neutralise.ts';
import { planArtifact } from './plan.ts';
import { outputFiles, stageArtifact } from './stage.ts';

export interface UploadedArtifact {
	readonly name: string;
	readonly id: number;
	/** The page of the run from which it is downloaded. */
	readonly url: string;
}

export interface UploadOptions {
	/** Absolute: the folder of the run. */
	readonly out: string;
	readonly name: string;
	/** Told what is left out, and why nothing could be uploaded. */
	readonly notice: (message: string) => void;
}

/** Before compression, which makes a tenth of logs. */
const budgetBytes = 512 * 1024 * 1024;

/** Below the output folder, so that files can be linked instead of copied. */
export const stageFolder = '.artifact';

/** Jobs of a matrix that name their artifact alike; a name may be taken once in a run. */
const namesMax = 20;

/**
 * Uploads what a run left as an artifact. Without the service (GHES, no runtime token) or when it fails, the files stay
 * where they are and a notice says how to keep them: what was found is not lost for it.
 */
export async function uploadArtifact({
	out,
	name,
	notice,
}: UploadOptions): Promise<UploadedArtifact | undefined> {
	const folder = join(out, stageFolder);
	try {
		await rm(folder, { recursive: true, force: true });
		await mkdir(folder, { recursive: true });
		const plan = planArtifact(await outputFiles(out), budgetBytes);
		await stageArtifact(plan, out, folder);
		for (const { path, bytes } of plan.left.slice(0, 3)) {
			notice(`${oneLine(path)} (${size(bytes)}) is too large for the artifact and is not in it`);
		}
		const files = plan.files.map(({ path }) => join(folder, path));
		return await upload(files, folder, name);
	} catch (error) {
		const why = oneLine(error instanceof Error ? error.message : String(error));
		notice(
			`the logs are not uploaded: ${why}. They are in ${oneLine(out)}; a step with actions/upload-artifact and that path keeps them.`,
		);
		return undefined;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function upload(files: string[], folder: string, name: string): Promise<UploadedArtifact> {
	// Loaded when needed: the client takes longer to load than all the rest.
	const { DefaultArtifactClient } = await import('@actions/artifact');
	const client = new DefaultArtifactClient();
	for (let number = 1; ; number++) {
		const tried = number === 1 ? name : `${name}-${number}`;
		try {
			const { id } = await client.uploadArtifact(tried, files, folder);
			if (id === undefined) throw new Error('the service gave it no id');
			return { name: tried, id, url: urlOf(id) };
		} catch (error) {
			// Twirp's already_exists, by its HTTP status (https://twitchtv.github.io/twirp/docs/spec_v7.html).
			const isTaken = error instanceof Error && error.message.includes('(409)');
			if (!isTaken || number === namesMax) throw error;
		}
	}
}

function urlOf(id: number): string {
	const { GITHUB_SERVER_URL = '', GITHUB_REPOSITORY = '', GITHUB_RUN_ID = '' } = process.env;
	return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}/artifacts/${id}`;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { getOctokit } from '@actions/github';
import { CoreMatrixError } from '../../error.ts';
import { oneLine } from '../../report/neutralise.ts';
import type { CheckTarget } from './context.ts';
import { type Failure, reactionTo } from './patience.ts';
import { type CheckOutput, type CheckPlan, checkName } from './plan.ts';

/**
 * The check runs of one commit. Each method throws an infrastructure error that says why GitHub does not let it be, or
 * that it is not there.
 */
export interface ChecksClient {
	/** Makes a run that waits to begin; resolves with its id. */
	create(kernel: string): Promise<number>;
	begin(id: number): Promise<void>;
	/** Ends a run, or makes one that has ended. */
	complete(plan: CheckPlan, id: number | undefined): Promise<void>;
}

export interface ChecksOptions {
	readonly target: CheckTarget;
	readonly token: string;
	/** GitHub's API; by default the one that GITHUB_API_URL names. */
	readonly baseUrl?: string;
	/** How to wait between attempts; for tests. */
	readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** No answer takes longer. */
const requestMs = 20_000;

export function createChecksClient({ target, token, baseUrl, wait = sleep }: ChecksOptions): ChecksClient {
	const { checks } = getOctokit(token, baseUrl === undefined ? {} : { baseUrl }).rest;
	const where = { owner: target.owner, repo: target.repo };
	const patiently = <Answer>(ask: () => Promise<Answer>) => retried(ask, wait);
	const make = (kernel: string, status: 'queued' | 'in_progress') =>
		patiently(async () => {
			const { data } = await checks.create({
				...where,
				...request(),
				name: checkName(kernel),
				head_sha: target.headSha,
				external_id: `${target.externalId} / ${kernel}`.slice(0, 255),
				...(target.detailsUrl !== undefined && { details_url: target.detailsUrl }),
				status,
			});
			return data.id;
		});
	const update = (
		id: number,
		change: { status: 'in_progress' } | { conclusion: CheckPlan['conclusion'] },
		output?: CheckOutput,
	) =>
		patiently(() =>
			checks.update({
				...where,
				...request(),
				check_run_id: id,
				...('status' in change ? change : { ...change, status: 'completed' }),
				...(output !== undefined && { output: { ...output, annotations: [...output.annotations] } }),
			}),
		);
	return {
		create: (kernel) => make(kernel, 'queued'),
		async begin(id) {
			await update(id, { status: 'in_progress' });
		},
		async complete({ kernel, conclusion, outputs }, id) {
			const run = id ?? (await make(kernel, 'in_progress'));
			const last = outputs.at(-1);
			try {
				for (const output of outputs.slice(0, -1)) await update(run, { status: 'in_progress' }, output);
				await update(run, { conclusion }, last);
			} catch (error) {
				// Without what it refuses, GitHub still learns how the run ended.
				if (isRefusal(error)) await update(run, { conclusion }, last && { ...last, annotations: [] });
				throw error;
			}
		},
	};
}

function request() {
	return { request: { signal: AbortSignal.timeout(requestMs) } };
}

async function retried<Answer>(
	ask: () => Promise<Answer>,
	wait: (milliseconds: number) => Promise<unknown>,
): Promise<Answer> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await ask();
		} catch (error) {
			const reaction = reactionTo(failureOf(error), attempt, Date.now());
			if ('reason' in reaction) {
				throw new CoreMatrixError('infrastructure', oneLine(reaction.reason), { cause: error });
			}
			await wait(reaction.retryAfterMs);
		}
	}
}

/** 422: it has read the request and does not like what is in it. */
function isRefusal(error: unknown): boolean {
	return error instanceof CoreMatrixError && failureOf(error.cause).status === 422;
}

/** Octokit's RequestError has a status, and a response where there was one. Anything else never reached GitHub. */
function failureOf(error: unknown): Failure {
	const message = error instanceof Error ? error.message : String(error);
	if (!(error instanceof Error) || !('status' in error)) return { message, headers: {} };
	const response =
		'response' in error ? (error.response as { headers?: Failure['headers'] } | undefined) : undefined;
	// Without a response Octokit says 500.
	if (response === undefined) return { message, headers: {} };
	return { status: Number(error.status), message, headers: response.headers ?? {} };
}

import { CoreMatrixError } from '../../error.ts';
import type { RunEvent } from '../../events.ts';
import type { ChecksClient } from './client.ts';
import type { CheckPlan } from './plan.ts';

/** What became of the check runs. */
export interface CheckOutcome {
	/** Findings that check runs annotate, by their ids. */
	readonly annotated: ReadonlySet<string>;
	/** Why not all kernels have a check run that says how it ended. */
	readonly problem?: string;
}

/** Check runs that follow a run of core-matrix: queued with its plan, in progress when a guest boots. */
export interface CheckSession {
	listen(event: RunEvent): void;
	/** Ends each check run. Rejects only for a bug of ours. */
	finish(plans: readonly CheckPlan[]): Promise<CheckOutcome>;
}

/** Requests are sent one after the other, as GitHub asks of those that write. */
export function createCheckSession(client: ChecksClient): CheckSession {
	const ids = new Map<string, number>();
	const begun = new Set<string>();
	let problem: string | undefined;
	let failed: unknown;
	let queue = Promise.resolve();

	/** Whether it was done; what stands in the way is kept, the first of it. */
	const attempt = async (work: () => Promise<void>): Promise<boolean> => {
		try {
			await work();
			return true;
		} catch (error) {
			if (!(error instanceof CoreMatrixError)) throw error;
			problem ??= error.message;
			return false;
		}
	};
	const enqueue = (work: () => Promise<void>) => {
		queue = queue
			// Who may not make one check run may not make the next.
			.then(async () => {
				if (problem === undefined) await attempt(work);
			})
			.catch((error: unknown) => {
				failed ??= error;
			});
	};
	return {
		listen(event) {
			if (event.type === 'plan') {
				for (const kernel of event.kernels) {
					enqueue(async () => void ids.set(kernel, await client.create(kernel)));
				}
			}
			if (event.type === 'stage' && event.stage === 'boot' && !begun.has(event.kernel)) {
				begun.add(event.kernel);
				enqueue(async () => {
					const id = ids.get(event.kernel);
					// A kernel that only builds has no check run.
					if (id !== undefined) await client.begin(id);
				});
			}
		},
		async finish(plans) {
			await queue;
			if (failed !== undefined) throw failed;
			const annotated = new Set<string>();
			for (const plan of plans) {
				const id = ids.get(plan.kernel);
				// A run that was made must not stay open for ever, whatever went wrong with others.
				if (id === undefined && problem !== undefined) continue;
				const done = await attempt(() => client.complete(plan, id));
				if (done) for (const finding of plan.annotated) annotated.add(finding);
			}
			return { annotated, ...(problem !== undefined && { problem }) };
		},
	};
}

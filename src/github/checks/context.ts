/** What the check runs are of, and where they are made. */
export interface CheckTarget {
	readonly owner: string;
	readonly repo: string;
	/** The commit that people see: a pull request's head, not the merge commit that is checked out. */
	readonly headSha: string;
	/** Where the log is. */
	readonly detailsUrl?: string;
	/** The same in a run that is started again: its check runs take the place of those before. */
	readonly externalId: string;
}

/** Undefined outside of a workflow. `payload`: of the event that started it. */
export function checkTarget(env: NodeJS.ProcessEnv, payload: unknown): CheckTarget | undefined {
	const [, owner, repo] = /^([^/]+)\/([^/]+)$/.exec(env.GITHUB_REPOSITORY ?? '') ?? [];
	const headSha =
		textAt(payload, 'pull_request', 'head', 'sha') ??
		textAt(payload, 'workflow_run', 'head_sha') ??
		env.GITHUB_SHA;
	if (owner === undefined || repo === undefined || !/^[0-9a-f]{40}$|^[0-9a-f]{64}$/.test(headSha ?? '')) {
		return undefined;
	}
	const { GITHUB_SERVER_URL: server, GITHUB_RUN_ID: run } = env;
	return {
		owner,
		repo,
		headSha: headSha ?? '',
		...(server && run && { detailsUrl: `${server}/${owner}/${repo}/actions/runs/${run}` }),
		externalId: [env.GITHUB_WORKFLOW, env.GITHUB_JOB, run].filter(Boolean).join(' / '),
	};
}

function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
	const found = keys.reduce<unknown>(
		(at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
		value,
	);
	return typeof found === 'string' ? found : undefined;
}

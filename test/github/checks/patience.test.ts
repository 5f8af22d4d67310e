import { describe, expect, it } from 'vitest';
import { type Failure, reactionTo } from '../../../src/github/checks/patience.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const failure = (status: number | undefined, headers: Failure['headers'] = {}, message = 'm'): Failure => ({
	...(status !== undefined && { status }),
	message,
	headers,
});

describe('reactionTo', () => {
	it.each([
		['no answer', failure(undefined), 1, 1000],
		['no answer, again', failure(undefined), 3, 4000],
		['a broken server', failure(500), 2, 2000],
		['a secondary limit that says how long', failure(403, { 'retry-after': '7' }), 1, 7000],
		[
			'a secondary limit that does not',
			failure(403, {}, 'You have exceeded a secondary rate limit'),
			1,
			60_000,
		],
		['too many requests', failure(429), 1, 60_000],
		[
			'a limit that ends soon',
			failure(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 30) }),
			1,
			30_000,
		],
		[
			'a limit that has ended',
			failure(429, { 'x-ratelimit-remaining': 0, 'x-ratelimit-reset': now / 1000 - 30 }),
			1,
			0,
		],
	])('waits after %s', (_name, what, attempt, retryAfterMs) => {
		expect(reactionTo(what, attempt, now)).toEqual({ retryAfterMs });
	});

	it.each([
		['the fourth time', failure(503), 4, "GitHub's API is not to be had: HTTP 503"],
		['a wait that is too long', failure(403, { 'retry-after': '61' }), 1, "the token's rate limit: m"],
		[
			'a limit that ends late',
			failure(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 1800) }),
			1,
			"the token's rate limit: m",
		],
		['a wrong token', failure(401), 1, 'GitHub does not accept the token'],
		[
			'a token that may not',
			failure(403, {}, 'Resource not accessible by integration'),
			1,
			'the token may not write check runs (HTTP 403: Resource not accessible by integration)',
		],
		[
			'a repository that it does not see',
			failure(404),
			1,
			'the token may not write check runs (HTTP 404: m)',
		],
		['a body that is refused', failure(422), 1, 'GitHub refuses the check run (HTTP 422: m)'],
	])('gives up after %s', (_name, what, attempt, reason) => {
		expect(reactionTo(what, attempt, now)).toEqual({ reason });
	});
});

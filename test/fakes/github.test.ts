import { expect, test } from 'vitest';
import { headSha, startGitHub } from './github.ts';

/* The fake itself, by GitHub's rules: what it lets pass that GitHub would refuse, no test would find. */

const annotation = { path: 'a.c', start_line: 3, end_line: 3, annotation_level: 'failure', message: 'm' };
const said = { title: 't', summary: 's' };

async function ask(
	url: string,
	method: string,
	path: string,
	body: object,
	token = 'ghs_secret',
): Promise<{
	readonly status: number;
	readonly content: { readonly id?: number; readonly message?: string };
}> {
	const response = await fetch(`${url}/repos/octo/tracer/${path}`, {
		method,
		headers: { authorization: `token ${token}` },
		body: JSON.stringify(body),
	});
	const content: { readonly id?: number; readonly message?: string } = JSON.parse(await response.text());
	return { status: response.status, content };
}

const make = { name: 'core-matrix / 6.1', head_sha: headSha };

test('a check run goes from queued over in progress to its end, and gathers annotations', async () => {
	const { url, runs } = await startGitHub();
	const { status, content } = await ask(url, 'POST', 'check-runs', make);
	expect(status).toBe(201);
	const path = `check-runs/${content.id}`;
	await ask(url, 'PATCH', path, { status: 'in_progress', output: { ...said, annotations: [annotation] } });
	await ask(url, 'PATCH', path, { conclusion: 'failure', output: { ...said, annotations: [annotation] } });
	expect(runs).toMatchObject([
		{ history: ['queued', 'in_progress', 'completed'], conclusion: 'failure', annotations: [{}, {}] },
	]);
});

test.each([
	['no title', { output: { summary: 's' } }, 'title is required'],
	['no summary', { output: { title: 't' } }, 'summary'],
	['an end without a conclusion', { status: 'completed' }, 'conclusion'],
	['a status that there is not', { status: 'done' }, 'Invalid request'],
	['a conclusion that there is not', { conclusion: 'bad' }, 'conclusion'],
	['51 annotations', { output: { ...said, annotations: Array(51).fill(annotation) } }, 'maxItems'],
	['65536 bytes', { output: { title: 't', summary: 'ä'.repeat(32_768) } }, '65535 bytes'],
	['line 0', { output: { ...said, annotations: [{ ...annotation, start_line: 0 }] } }, 'lines 0 to 3'],
	['lines backwards', { output: { ...said, annotations: [{ ...annotation, end_line: 2 }] } }, 'lines 3 to 2'],
	[
		'columns on several lines',
		{ output: { ...said, annotations: [{ ...annotation, end_line: 4, start_column: 1 }] } },
		'columns on several lines',
	],
	['column 0', { output: { ...said, annotations: [{ ...annotation, start_column: 0 }] } }, 'begin at 1'],
	['a long title', { output: { ...said, annotations: [{ ...annotation, title: 'x'.repeat(256) }] } }, '255'],
	[
		'a long message',
		{ output: { ...said, annotations: [{ ...annotation, message: 'x'.repeat(65_537) }] } },
		'64 KB',
	],
	[
		'a bee',
		{ output: { ...said, annotations: [{ ...annotation, message: '🐝' }] } },
		'Basic Multilingual Plane',
	],
	['an absolute path', { output: { ...said, annotations: [{ ...annotation, path: '/a.c' }] } }, 'no path'],
	[
		'a level that there is not',
		{ output: { ...said, annotations: [{ ...annotation, annotation_level: 'error' }] } },
		'enum',
	],
])('refuses %s', async (_name, body, message) => {
	const { url } = await startGitHub();
	const { content } = await ask(url, 'POST', 'check-runs', make);
	const refused = await ask(url, 'PATCH', `check-runs/${content.id}`, body);
	expect(refused).toMatchObject({ status: 422, content: { message: expect.stringContaining(message) } });
});

test('knows tokens, rights, commits and routes', async () => {
	const { url } = await startGitHub();
	expect(await ask(url, 'POST', 'check-runs', make, 'other')).toMatchObject({ status: 401 });
	expect(await ask(url, 'POST', 'check-runs', { ...make, head_sha: 'f'.repeat(40) })).toMatchObject({
		status: 422,
		content: { message: expect.stringContaining('No commit found') },
	});
	expect(await ask(url, 'POST', 'check-runs', { name: 'x' })).toMatchObject({ status: 422 });
	expect(await ask(url, 'PATCH', 'check-runs/7', { status: 'queued' })).toMatchObject({ status: 404 });
	expect(await ask(url, 'POST', 'issues', {})).toMatchObject({ status: 404 });
	const fork = await startGitHub({ checks: 'read' });
	expect(await ask(fork.url, 'POST', 'check-runs', make)).toMatchObject({ status: 403 });
});

test('shows of several runs of one name the last', async () => {
	const { url, shown } = await startGitHub();
	await ask(url, 'POST', 'check-runs', make);
	const { content } = await ask(url, 'POST', 'check-runs', make);
	expect(shown()).toMatchObject([{ id: content.id }]);
});

test('has troubles in their order, and then none', async () => {
	const { url, requests } = await startGitHub({
		troubles: [{ status: 502 }, { status: 429, headers: { 'retry-after': '3' } }],
	});
	expect(await ask(url, 'POST', 'check-runs', make)).toMatchObject({ status: 502 });
	expect(await ask(url, 'POST', 'check-runs', make)).toMatchObject({ status: 429 });
	expect(await ask(url, 'POST', 'check-runs', make)).toMatchObject({ status: 201 });
	expect(requests).toEqual(['POST check-runs 502', 'POST check-runs 429', 'POST check-runs 201']);
});

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv, type ValidateFunction } from 'ajv';
import { onTestFinished } from 'vitest';
import schemas from '../fixtures/github/check-runs.json' with { type: 'json' };

// GitHub's API in small: check runs (https://docs.github.com/rest/checks/runs), who may write them, and the limits of a
// token. Bodies are held to GitHub's own description of them, and to the rules that it says in words or not at all.

export interface FakeAnnotation {
	readonly path: string;
	readonly start_line: number;
	readonly end_line: number;
	readonly start_column?: number;
	readonly end_column?: number;
	readonly annotation_level: string;
	readonly title?: string;
	readonly message: string;
	readonly raw_details?: string;
}

interface Output {
	readonly title?: string;
	readonly summary: string;
	readonly text?: string;
	readonly annotations?: readonly FakeAnnotation[];
}

interface Body {
	readonly name?: string;
	readonly head_sha?: string;
	readonly external_id?: string;
	readonly details_url?: string;
	readonly status?: string;
	readonly conclusion?: string;
	readonly output?: Output;
}

/** A check run as people see it. */
export interface FakeCheckRun {
	readonly id: number;
	name: string;
	head_sha: string;
	external_id: string;
	details_url: string;
	status: string;
	/** Every status that it had, in order. */
	readonly history: string[];
	conclusion: string | null;
	title: string;
	summary: string;
	text: string;
	readonly annotations: FakeAnnotation[];
}

/** An answer in the place of the true one. */
export interface Trouble {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly message?: string;
	/** The connection breaks instead of an answer. */
	readonly broken?: boolean;
}

export interface FakeGitHubOptions {
	readonly repository?: string;
	readonly token?: string;
	/** What the token may do with check runs; of a pull request from a fork it is `read`. */
	readonly checks?: 'write' | 'read';
	/** Commits that there are. */
	readonly commits?: readonly string[];
	/** For the requests to come, one after the other; undefined: the true answer. */
	readonly troubles?: readonly (Trouble | undefined)[];
	/** Takes what ends it; when missing, that happens after the test. */
	readonly until?: (close: () => void) => void;
}

export interface FakeGitHub {
	readonly url: string;
	readonly runs: readonly FakeCheckRun[];
	/** `POST check-runs 201` for each request, in order. */
	readonly requests: readonly string[];
	/** What a pull request lists: of runs of one name the youngest. */
	shown(): readonly FakeCheckRun[];
}

const ajv = new Ajv({ strict: false, validateFormats: false });
const validators = { create: ajv.compile(schemas.create), update: ajv.compile(schemas.update) };

export const headSha = '0123456789abcdef0123456789abcdef01234567';

/** Starts on a free port of this machine. */
export async function startGitHub(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
	const state = { ...defaults, ...options, troubles: [...(options.troubles ?? [])] };
	const runs: FakeCheckRun[] = [];
	const requests: string[] = [];
	const server = createServer((request, response) => {
		void bodyOf(request).then((body) => {
			const trouble = state.troubles.shift();
			const route = `${request.method} ${request.url?.replace(`/repos/${state.repository}/`, '')}`;
			if (trouble?.broken === true) {
				requests.push(`${route} broken`);
				request.socket.destroy();
				return;
			}
			const {
				status,
				content,
				headers = {},
			} = trouble === undefined ? answerTo(request, body, state, runs) : troubleAnswer(trouble);
			requests.push(`${route} ${status}`);
			send(response, status, content, headers);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	(options.until ?? onTestFinished)(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		runs,
		requests,
		shown: () => [...new Map(runs.map((run) => [run.name, run])).values()],
	};
}

const defaults = {
	repository: 'octo/tracer',
	token: 'ghs_secret',
	checks: 'write',
	commits: [headSha],
} as const;

interface Answer {
	readonly status: number;
	readonly content: object;
	readonly headers?: Readonly<Record<string, string>>;
}

function troubleAnswer({ status, headers = {}, message = 'trouble' }: Trouble): Answer {
	return { status, content: { message }, headers };
}

function answerTo(
	{ method, url = '', headers }: IncomingMessage,
	text: string,
	{ repository, token, checks, commits }: Required<Omit<FakeGitHubOptions, 'troubles' | 'until'>>,
	runs: FakeCheckRun[],
): Answer {
	if (!['token', 'bearer'].some((kind) => headers.authorization === `${kind} ${token}`)) {
		return { status: 401, content: { message: 'Bad credentials' } };
	}
	const [, id] = new RegExp(`^/repos/${repository}/check-runs(?:/(\\d+))?$`).exec(url) ?? [undefined, ''];
	const kind =
		method === 'POST' && id === undefined ? 'create' : method === 'PATCH' && id ? 'update' : undefined;
	if (kind === undefined) return { status: 404, content: { message: 'Not Found' } };
	if (checks === 'read') {
		return { status: 403, content: { message: 'Resource not accessible by integration' } };
	}
	const body: Body = JSON.parse(text);
	const wrong = wrongWith(validators[kind], body, kind === 'create' ? commits : undefined);
	if (wrong !== undefined) return { status: 422, content: { message: wrong } };
	if (kind === 'create') {
		const run = emptyRun(runs.length + 1);
		runs.push(run);
		change(run, body);
		return { status: 201, content: { id: run.id } };
	}
	const run = runs.find((each) => each.id === Number(id));
	if (run === undefined) return { status: 404, content: { message: 'Not Found' } };
	change(run, body);
	return { status: 200, content: { id: run.id } };
}

function emptyRun(id: number): FakeCheckRun {
	const texts = {
		name: '',
		head_sha: '',
		external_id: '',
		details_url: '',
		title: '',
		summary: '',
		text: '',
	};
	return { id, ...texts, status: 'queued', history: [], conclusion: null, annotations: [] };
}

function change(run: FakeCheckRun, body: Body): void {
	const { output, conclusion, status = conclusion === undefined ? run.status : 'completed', ...rest } = body;
	Object.assign(run, rest, { status, conclusion: status === 'completed' ? (conclusion ?? null) : null });
	if (run.history.at(-1) !== status) run.history.push(status);
	if (output === undefined) return;
	const { title = run.title, summary, text = run.text, annotations = [] } = output;
	Object.assign(run, { title, summary, text });
	// "annotations are appended to the list of annotations that already exist for the check run"
	run.annotations.push(...annotations);
}

/** What GitHub would refuse a body for. `commits`: where one is named. */
function wrongWith(
	validate: ValidateFunction,
	body: Body,
	commits: readonly string[] | undefined,
): string | undefined {
	if (!validate(body)) return `Invalid request: ${JSON.stringify(validate.errors?.[0])}`;
	if (commits !== undefined && !commits.includes(body.head_sha ?? '')) {
		return `No commit found for SHA: ${body.head_sha}`;
	}
	if (body.status === 'completed' && body.conclusion === undefined) return 'conclusion is missing';
	if (body.conclusion === 'stale') return 'only GitHub can set stale';
	const { output } = body;
	if (output === undefined) return undefined;
	if (!output.title) return 'title is required';
	const texts = { summary: output.summary, text: output.text ?? '' };
	for (const [name, value] of Object.entries(texts)) {
		if (Buffer.byteLength(value) > 65_535) return `${name} has more than 65535 bytes`;
	}
	return output.annotations?.map(wrongWithAnnotation).find((found) => found !== undefined);
}

function wrongWithAnnotation(annotation: FakeAnnotation): string | undefined {
	const {
		path,
		start_line,
		end_line,
		start_column,
		end_column,
		title = '',
		message,
		raw_details = '',
	} = annotation;
	if (path === '' || path.startsWith('/') || path.split('/').includes('..'))
		return `no path of a repository: ${path}`;
	if (start_line < 1 || end_line < start_line) return `lines ${start_line} to ${end_line}`;
	if (start_column !== undefined || end_column !== undefined) {
		if (start_line !== end_line) return 'columns on several lines';
		if (Math.min(start_column ?? 1, end_column ?? 1) < 1) return 'columns begin at 1';
	}
	if (title.length > 255) return 'the title has more than 255 characters';
	for (const text of [message, raw_details]) {
		if (Buffer.byteLength(text) > 64 * 1024) return 'a text has more than 64 KB';
	}
	// Not in the documentation: columns of GitHub's database take three bytes for a character.
	return [...`${title}${message}${raw_details}`].some((character) => character.length > 1)
		? 'characters beyond the Basic Multilingual Plane'
		: undefined;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk);
	return Buffer.concat(chunks).toString('utf8');
}

function send(
	response: ServerResponse,
	status: number,
	content: object,
	headers: Readonly<Record<string, string>>,
): void {
	response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
	response.end(JSON.stringify(content));
}

import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';

export interface TestServer {
	readonly address: string;
	/** Paths that were asked for, in order. */
	readonly requests: readonly string[];
	/** What is asked for at a path is answered by this instead. */
	answer(path: string, how: Answer): void;
	close(): Promise<void>;
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** Serves a folder on the loopback interface; an address that ends with a slash is that folder's index.html. */
export async function serve(folder: string): Promise<TestServer> {
	const requests: string[] = [];
	const answers = new Map<string, Answer>();
	const server = createServer(async (request, response) => {
		const path = decodeURIComponent(request.url ?? '');
		requests.push(path);
		const answer = answers.get(path);
		if (answer !== undefined) return answer(response, request);
		const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
		if (await stat(file).catch(() => undefined)) response.end(await readFile(file));
		else response.writeHead(404).end();
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return {
		address: `http://127.0.0.1:${address.port}`,
		requests,
		answer: (path, how) => void answers.set(path, how),
		close: async () => {
			server.closeAllConnections();
			await once(server.close(), 'close');
		},
	};
}

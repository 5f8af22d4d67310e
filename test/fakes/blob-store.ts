import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import {
	BlobSASPermissions,
	BlobServiceClient,
	type ContainerClient,
	StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { packageFile } from '../../src/package-root.ts';

/** A real blob store (azurite), with one container. */
export interface BlobStore {
	/** A URL that may do just this with a blob for an hour, as GitHub's services hand them out. */
	signed(blob: string, may: 'read' | 'write'): Promise<string>;
	/** Bytes of a blob; undefined when there is none. */
	size(blob: string): Promise<number | undefined>;
	read(blob: string): Promise<Buffer>;
	write(blob: string, content: Buffer): Promise<void>;
	stop(): Promise<void>;
}

// The account that every azurite has (https://learn.microsoft.com/azure/storage/common/storage-use-azurite).
const account = 'devstoreaccount1';
const credential = new StorageSharedKeyCredential(
	account,
	'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
);
const hour = 60 * 60 * 1000;

async function addressOf(server: ChildProcess): Promise<string> {
	if (server.stdout === null) throw new Error('azurite was started without a pipe');
	for await (const line of createInterface(server.stdout)) {
		const address = /listen\w* (?:at|on) (http:\S+)/.exec(line)?.[1];
		if (address !== undefined) return address;
	}
	throw new Error('azurite ended before it listened');
}

export async function startBlobStore(): Promise<BlobStore> {
	const server = spawn(
		process.execPath,
		[
			packageFile('node_modules/azurite/dist/src/blob/main.js'),
			...['--blobPort', '0', '--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry'],
		],
		{ stdio: ['ignore', 'pipe', 'inherit'] },
	);
	const address = await addressOf(server);
	server.stdout?.resume();
	const service = new BlobServiceClient(`${address}/${account}`, credential);
	const container: ContainerClient = service.getContainerClient('results');
	await container.create();
	return {
		async signed(blob, may) {
			return await container.getBlobClient(blob).generateSasUrl({
				permissions: BlobSASPermissions.parse(may === 'read' ? 'r' : 'cw'),
				expiresOn: new Date(Date.now() + hour),
			});
		},
		async size(blob) {
			const client = container.getBlobClient(blob);
			return (await client.exists()) ? (await client.getProperties()).contentLength : undefined;
		},
		read: async (blob) => await container.getBlobClient(blob).downloadToBuffer(),
		async write(blob, content) {
			await container.getBlockBlobClient(blob).uploadData(content);
		},
		async stop() {
			const exit = once(server, 'exit');
			server.kill('SIGKILL');
			await exit;
		},
	};
}

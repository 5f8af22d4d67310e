declare module 'unzip-stream' {
	import type { Writable } from 'node:stream';

	/** Writes the files of the archive that it is given below a folder; `close` comes when all are there. */
	function Extract(options: { readonly path: string }): Writable;
}

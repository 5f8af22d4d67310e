import type { WriteStream } from 'node:tty';

/** Where a command writes. */
export interface Output {
	/** What was asked for. */
	readonly result: (text: string) => void;
	/** What is told on the way. */
	readonly messages: WriteStream;
}

/**
 * Standard output for both; with `json`, standard error for what is told on the way, whoever tells it: libraries write
 * workflow commands to standard output, which would break the JSON.
 */
export function openOutput(json: boolean): Output {
	const result = process.stdout.write.bind(process.stdout);
	if (json) process.stdout.write = process.stderr.write.bind(process.stderr);
	return { result, messages: json ? process.stderr : process.stdout };
}

export function writeJson({ result }: Output, value: unknown): void {
	result(`${JSON.stringify(value, undefined, '\t')}\n`);
}

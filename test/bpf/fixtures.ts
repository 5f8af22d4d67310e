import { readdirSync, readFileSync } from 'node:fs';
import { type BpfFunction, type BpfObject, openObject, programNamed } from '../../src/bpf/object.ts';

const folder = new URL('../fixtures/', import.meta.url);

export function objectBytes(name: string): Uint8Array {
	return readFileSync(new URL(`bpf/${name}`, folder));
}

export function text(path: string): string {
	return readFileSync(new URL(path, folder), 'utf8');
}

const sourceTexts = new Map(
	readdirSync(new URL('bpf/', folder))
		.filter((name) => name.endsWith('.bpf.c'))
		.map((name) => [`/src/${name}`, text(`bpf/${name}`)]),
);

/** The fixtures' sources, as the objects name them. */
export function sources(file: string): string | undefined {
	return sourceTexts.get(file);
}

export function opened(objectName: string, programName: string): { object: BpfObject; program: BpfFunction } {
	const object = openObject(objectBytes(objectName));
	const program = programNamed(object, programName);
	if (program === undefined) throw new Error(`${objectName} has no program ${programName}`);
	return { object, program };
}

/** What one attempt to load said, from a file in `logs/`, and the result that libbpf returned. */
export function attempt(log: string, objectName: string, program: string): { said: string; result: number } {
	const [, from] = text(`logs/${log}`).split(`##### ${objectName} ${program}\n`);
	const end = from?.indexOf('##### = ') ?? -1;
	if (from === undefined || end === -1) throw new Error(`${log} has no attempt at ${objectName} ${program}`);
	return { said: from.slice(0, end), result: Number.parseInt(from.slice(end + '##### = '.length), 10) };
}

/** All attempts in a file of `logs/`. */
export function attempts(log: string): { name: string; said: string; result: number }[] {
	const parts = text(`logs/${log}`)
		.split(/^##### /m)
		.slice(1);
	return parts.flatMap((part, index) => {
		const [, result] = /^= (-?\d+) /.exec(parts[index + 1] ?? '') ?? [];
		if (result === undefined) return [];
		const newline = part.indexOf('\n');
		return [{ name: part.slice(0, newline), said: part.slice(newline + 1), result: Number(result) }];
	});
}

/** Milliseconds of processor time that `work` takes: other than the clock, it does not count what else the machine does. */
export function processorMs(work: () => unknown): number {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

import type { Btf } from '../bpf/btf.ts';
import type { KernelObservation } from '../findings/observation.ts';
import { btfAt, createBtfTable, tableEntry } from './btf-table.ts';
import { kernelObservation } from './observation.ts';
import { list, object, type Reader, text, textLike, whole, wrong } from './shape.ts';

/**
 * What a run has seen, to be judged again together with what other runs of the same configuration have seen. Internal:
 * a record is read by the version of core-matrix that wrote it.
 */
export interface RunRecord {
	/** ISO 8601, UTC. */
	readonly started: string;
	readonly durationMs: number;
	/** Specs of the kernels that the run was asked for; it may have booted another to build. */
	readonly asked: readonly string[];
	readonly kernels: readonly KernelObservation[];
}

/** To be raised with every change of what a record says. */
const format = 1;

const isBtf = (value: unknown): value is Btf =>
	typeof value === 'object' && value !== null && 'offsets' in value && value.offsets instanceof Uint32Array;

/** The record as a text in JSON. */
export function recordText(record: RunRecord, toolVersion: string): string {
	const table = createBtfTable();
	const written = JSON.stringify(record, (_key, value: unknown) =>
		isBtf(value) ? table.place(value) : value,
	);
	// The table is complete only when the rest is written.
	return `${JSON.stringify({ format, toolVersion, types: table.entries(), record: JSON.parse(written) })}\n`;
}

const header = object<{ readonly format: number; readonly toolVersion: string }>({
	format: whole(),
	toolVersion: text(100),
});

function runRecord(btf: Reader<Btf>): Reader<RunRecord> {
	return object<RunRecord>({
		started: textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 24, 'a time in UTC'),
		durationMs: whole(),
		asked: list(text(4096), 256),
		kernels: list(kernelObservation(btf), 512),
	});
}

/**
 * Reads a record that a stranger may have written. `what`: its name in errors.
 * @throws CoreMatrixError that says where it is not a record, or that another version wrote it.
 */
export function readRecord(written: string, toolVersion: string, what: string): RunRecord {
	const value = parsed(written, what);
	const { format: found, toolVersion: writer } = header(value, what);
	if (found !== format || writer !== toolVersion) {
		throw wrong(
			what,
			`a record of core-matrix ${toolVersion}, not of ${writer.slice(0, 40)} (format ${found})`,
		);
	}
	const { types } = object<{ readonly types: readonly string[] }>({ types: list(tableEntry, 1000) })(
		value,
		what,
	);
	const { record } = object<{ readonly record: RunRecord }>({ record: runRecord(btfAt(types)) })(value, what);
	return record;
}

function parsed(written: string, what: string): unknown {
	try {
		return JSON.parse(written);
	} catch (cause) {
		// RangeError: nested too deeply.
		if (cause instanceof SyntaxError || cause instanceof RangeError) throw wrong(what, 'JSON');
		throw cause;
	}
}

import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openObject } from '../../src/bpf/object.ts';
import type { KernelObservation } from '../../src/findings/observation.ts';
import { type RunRecord, readRecord, recordText } from '../../src/record/record.ts';
import { objectBytes } from '../bpf/fixtures.ts';
import { build, cell, kernel, program, rejected, trouble } from '../findings/observed.ts';

const types = openObject(objectBytes('naive.o')).btf;
if (types === undefined) throw new Error('naive.o has BTF');

/** A kernel with every key that an observation can have. */
const full: KernelObservation = kernel('debian:6.12', {
	version: '6.12.95',
	trouble: trouble({ object: 'bpf/naive.bpf.c', program: 'on_send', remedy: 'Look.' }),
	builds: [
		build({
			exitCode: 1,
			command: 'make',
			trouble: trouble(),
			diagnostics: [
				{
					severity: 'error',
					message: 'no member\0\u{1f41d}\ud800',
					file: 'bpf/naive.bpf.c',
					line: 3,
					column: 1,
					includedFrom: [{ file: 'bpf/all.c', line: 1 }],
					notes: [{ severity: 'note', message: 'candidate', includedFrom: [], notes: [] }],
				},
			],
		}),
	],
	cells: [
		cell(
			[
				program('good', {
					trigger: {
						runs: 1,
						prints: 'x',
						log: 'logs/good.trace.log',
						failure: 'exit 1',
						output: 'logs/good.trigger.log',
						mapsLog: 'logs/good.maps.json',
						mapMismatches: [{ map: 'counts', wanted: '{ key: 1 }', found: 'It is empty.' }],
					},
					attach: { errno: 0, message: '', testRun: true },
					answers: [
						{ question: 'helper', name: '1', type: 'ringbuf', found: true, typed: false, near: ['a', 'b'] },
					],
					trouble: trouble(),
				}),
				rejected('on_send', {
					origin: { file: '/usr/include/x.h', line: 4, relation: 'caller' },
					relocation: {
						types,
						request: { kind: 'byte_off', typeId: 9, access: '0:6:0', accessesMemory: true },
						line: 'iter->iov',
					},
					verifyUs: 1,
					jitedBytes: 2,
					refused: { name: 'target', section: 'kprobe/f', type: 'kprobe' },
					mapUsers: ['on_send', 'target'],
				}),
			],
			{ trouble: trouble() },
		),
	],
	commands: [
		{
			name: 'loader',
			exitCode: 139,
			ended: 'ended by signal 11',
			log: 'logs/debian-6.12/commands/loader.log',
			excerpt: 'libbpf: …',
			refused: [
				{
					name: 'on_send',
					section: 'kprobe/tcp_sendmsg',
					object: 'build/send.bpf.o',
					builtOn: '',
					place: { file: 'send.bpf.c', line: 3, column: 1 },
					origin: { file: '/usr/include/x.h', line: 4, relation: 'near' },
					relocation: {
						types,
						request: { kind: 'byte_off', typeId: 9, access: '0:6:0', accessesMemory: true },
					},
				},
			],
			trouble: trouble(),
		},
	],
});
const record: RunRecord = {
	started: '2026-01-02T03:04:05.006Z',
	durationMs: 1234,
	asked: ['debian:6.12'],
	kernels: [full],
};
const written = recordText(record, '0.1.0');
const read = (text: string): RunRecord => readRecord(text, '0.1.0', 'parts/a/observations.json');

/** The record as written, with one value of its JSON replaced. */
function withValue(path: readonly (string | number)[], value: unknown): string {
	const json: unknown = JSON.parse(written);
	const parent = path.slice(0, -1).reduce((at: unknown, key) => Reflect.get(Object(at), key), json);
	if (!Reflect.set(Object(parent), path.at(-1) ?? '', value)) throw new Error(`nothing at ${path}`);
	return JSON.stringify(json);
}

describe('a record', () => {
	test('comes back as it was', () => {
		expect(read(written)).toEqual(record);
	});

	test('has the types of an object once, however many programs of it failed', () => {
		const twice = { ...record, kernels: [full, { ...full, spec: 'debian:7' }] };
		const size = recordText(twice, '0.1.0').length;
		expect(JSON.parse(recordText(twice, '0.1.0')).types).toHaveLength(1);
		expect(size - written.length).toBeLessThan(written.length);
		expect(read(recordText(twice, '0.1.0'))).toEqual(twice);
	});

	const kernelAt = ['record', 'kernels', 0] as const;
	const programAt = [...kernelAt, 'cells', 0, 'programs', 1] as const;
	test.each([
		[
			'a path out of the folder',
			[...programAt, 'load', 'log'],
			'logs/../../etc/passwd',
			'a path below logs/',
		],
		['an absolute path', [...kernelAt, 'console'], '/etc/passwd', 'a path below logs/'],
		['a path elsewhere', [...kernelAt, 'console'], 'objects/a.o', 'a path below logs/'],
		['a path with a control', [...kernelAt, 'console'], 'logs/a\n::error::x', 'a path below logs/'],
		[
			'a source out of the repository',
			[...programAt, 'load', 'place', 'file'],
			'a/../../b',
			'within the repository',
		],
		['an absolute source', [...programAt, 'load', 'place', 'file'], '/etc/passwd', 'within the repository'],
		['line 0', [...programAt, 'load', 'place', 'line'], 0, 'a whole number from 1'],
		['a number that is none', [...programAt, 'load', 'errno'], 1.5, 'a whole number'],
		['a text that is none', [...kernelAt, 'spec'], 61, 'a text of at most'],
		['a text that is too long', [...kernelAt, 'spec'], 'x'.repeat(20_000), 'a text of at most'],
		['a code that there is not', [...kernelAt, 'trouble', 'code'], 'rm -rf', 'one of build-error'],
		['a list that is none', [...kernelAt, 'cells'], { length: 1 }, 'a list of at most'],
		['a list that is too long', ['record', 'asked'], Array(300).fill('a'), 'a list of at most 256'],
		['a key that is missing', [...kernelAt, 'timings'], undefined, 'keys and values'],
		['types that are not there', [...programAt, 'load', 'relocation', 'types'], 7, 'a place below 1'],
		['types that are none', ['types', 0], Buffer.from('hello').toString('base64'), 'the place of BTF'],
		['no time', ['record', 'started'], 'yesterday', 'a time in UTC'],
	])('is refused with %s, and the place is named', (_name, path, value, expected) => {
		expect(() => read(withValue(path, value))).toThrow(expected);
		const place =
			path[0] === 'types' ? 'load.relocation.types' : path.filter((key) => typeof key === 'string').join('.');
		expect(() => read(withValue(path, value))).toThrow(
			new RegExp(`^parts/a/observations\\.json\\.[^:]*${place.split('.').at(-1)}`),
		);
	});

	test.each([
		['another format', ['format'], 2],
		['another version', ['toolVersion'], '0.2.0'],
	])('of %s is refused', (_name, path, value) => {
		expect(() => read(withValue(path, value))).toThrow('expected a record of core-matrix 0.1.0');
	});

	test.each(['', '{', '[]', 'null', '"x"', '['.repeat(100_000)])('is not %.10j', (text) => {
		expect(() => read(text)).toThrow(/^parts\/a\/observations\.json: expected/);
	});

	test('takes over nothing that it does not know, whatever it is called', () => {
		const hostile = written.replace(
			'{"spec"',
			'{"__proto__":{"polluted":1},"constructor":1,"unknown":[1],"spec"',
		);
		expect(hostile).not.toBe(written);
		expect(read(hostile)).toEqual(record);
		expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
	});

	test('does not unpack more than its bounds', () => {
		const bomb = withValue(['types', 0], gzipOfZeros(300 << 20));
		expect(() => read(bomb)).toThrow('the place of BTF');
	});
});

function gzipOfZeros(bytes: number): string {
	return gzipSync(Buffer.alloc(bytes), { level: 1 }).toString('base64');
}

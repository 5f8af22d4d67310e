import { readdirSync, readFileSync } from 'node:fs';
import { btfMember, btfType, readBtf } from '../../src/bpf/btf.ts';
import { sizeOf } from '../../src/bpf/btf-layout.ts';
import { bytesOf } from '../../src/bpf/bytes.ts';
import { patchFor } from '../../src/bpf/constant.ts';
import { explainRelocation } from '../../src/bpf/core/explain.ts';
import { relocationsOf } from '../../src/bpf/core/relocations.ts';
import { resolveRelocation } from '../../src/bpf/core/resolve.ts';
import { parseDiagnostics } from '../../src/bpf/diagnostics.ts';
import { sectionBytes, sectionNamed } from '../../src/bpf/elf.ts';
import { excerptOf } from '../../src/bpf/excerpt.ts';
import { FormatError } from '../../src/bpf/format-error.ts';
import { kernelNames } from '../../src/bpf/kernel-names.ts';
import { kernelNeedsOf } from '../../src/bpf/kernel-needs/needs.ts';
import { linkProgram } from '../../src/bpf/link.ts';
import { readLoadLog } from '../../src/bpf/load-log.ts';
import { readLoaderOutput } from '../../src/bpf/loader-output.ts';
import { failureFrames } from '../../src/bpf/locate.ts';
import { decodeMap, mapsText } from '../../src/bpf/map-content.ts';
import { modinfo } from '../../src/bpf/modinfo.ts';
import { needsOf } from '../../src/bpf/needs.ts';
import { openObject } from '../../src/bpf/object.ts';
import { refusalOf } from '../../src/bpf/refusal.ts';
import { dataSections, variablesOf } from '../../src/bpf/variables.ts';
import { explainNeed } from '../../src/findings/needs.ts';
import { createDecoder, encodeFrame, fieldsOf, messageTypes } from '../../src/guest/protocol.ts';
import { packageFile } from '../../src/package-root.ts';

type NonEmpty<T> = readonly [T, ...T[]];

/** A reader of untrusted input, and real inputs to begin from. */
export interface Target {
	readonly name: string;
	readonly seeds: NonEmpty<Uint8Array>;
	/** Reads it all; a FormatError is an answer, any other error is a bug. */
	readonly read: (bytes: Buffer) => unknown;
}

function nonEmpty<T>([first, ...others]: readonly T[], what: string): NonEmpty<T> {
	if (first === undefined) throw new Error(`no ${what} to begin from`);
	return [first, ...others];
}

/** Goes on where one part is refused: what is behind it is to be read as well. */
function each<T>(parts: readonly T[], read: (part: T) => unknown): unknown[] {
	return parts.map((part) => {
		try {
			return read(part);
		} catch (error) {
			if (error instanceof FormatError) return error;
			throw error;
		}
	});
}

const fixtures = packageFile('test/fixtures');

function files(folder: string, ending: string): Buffer[] {
	const names = readdirSync(`${fixtures}/${folder}`).filter((name) => name.endsWith(ending));
	return names.map((name) => readFileSync(`${fixtures}/${folder}/${name}`));
}

const objects = nonEmpty(
	files('bpf', '.o').filter((bytes) => bytes.includes('.BTF.ext')),
	'objects',
);

/** One attempt of each, so that an input is small and each sentence of a kernel's is near its beginning. */
const logs = nonEmpty(
	files('logs', '.log')
		.flatMap((bytes) => bytes.toString('utf8').split(/^##### .*\n/m))
		.filter((text) => text.length > 0)
		.map((text) => Buffer.from(text.slice(0, 16_384))),
	'logs',
);

/** The log that has most to locate: a relocation, its type and its instruction. */
const relocationLog = readLoadLog(
	logs.map(String).find((text) => text.includes('failed to resolve CO-RE relocation')) ?? '',
);

const typesOf = (bytes: Uint8Array) => {
	const { elf } = openObject(bytes);
	const section = sectionNamed(elf, '.BTF');
	if (section === undefined) throw new Error('an object without .BTF');
	return sectionBytes(elf, section).data;
};
const kernelTypes = readBtf(bytesOf('types', typesOf(objects[0])));

const framesOf = (log: Buffer) =>
	Buffer.concat([
		encodeFrame(messageTypes.output, 1, 0, [['data', log]]),
		encodeFrame(messageTypes.done, 1, 1, [['errno', 0]]),
	]);

/** Programs and relocations that are looked at: a mutated count must not decide how long a run takes. */
const most = 8;

export const targets: NonEmpty<Target> = [
	{
		name: 'object',
		seeds: objects,
		read(bytes) {
			const object = openObject(bytes);
			return each(object.programs.slice(0, most), (program) => [
				linkProgram(object, program),
				failureFrames(object, program, relocationLog),
			]);
		},
	},
	{
		name: 'core',
		seeds: objects,
		read(bytes) {
			const object = openObject(bytes);
			const { btf } = object;
			if (btf === undefined) return undefined;
			return each(relocationsOf(object).slice(0, most), ({ request }) => [
				resolveRelocation(btf, request, { btf: kernelTypes }),
				resolveRelocation(kernelTypes, request, { btf }),
				explainRelocation(btf, request, [{ name: 'a', btf: kernelTypes }]),
			]);
		},
	},
	{
		name: 'kernel-needs',
		seeds: objects,
		read: (bytes) =>
			kernelNeedsOf(openObject(bytes))
				.slice(0, most)
				.map((need) => explainNeed(need, [{ name: 'a', btf: kernelTypes }])),
	},
	{
		name: 'module-btf',
		seeds: nonEmpty(objects.map(typesOf), 'types'),
		read(bytes) {
			const btf = readBtf(bytesOf('types', bytes), kernelTypes);
			const { functions } = kernelNames(btf);
			return [functions.size, ...each([...Array(64).keys()], (id) => [btfType(btf, btf.firstId + id).name])];
		},
	},
	{
		name: 'btf',
		seeds: nonEmpty(objects.map(typesOf), 'types'),
		read(bytes) {
			const btf = readBtf(bytesOf('types', bytes));
			return each([...Array(64).keys()], (id) => {
				const type = btfType(btf, id);
				return [type.name, type.kind === 'struct' ? btfMember(btf, type, 0) : sizeOf(btf, id)];
			});
		},
	},
	{
		name: 'maps',
		seeds: objects,
		read(bytes) {
			const object = openObject(bytes);
			const value = Buffer.from(bytes.subarray(0, 256));
			const sections = [...dataSections(object)].slice(0, most);
			const map = { name: 'm', type: 'array', keyType: 1, lookedAt: 1, state: 'whole' } as const;
			const entries = [{ key: value.subarray(0, 4), value }];
			return [
				...each([...needsOf(object)].slice(0, most), ([, needs]) => needs.programs),
				...each(
					sections.flatMap(([, section]) => variablesOf(object, section).slice(0, most)),
					({ name }) => patchFor(object, name, 1),
				),
				mapsText([...Array(64).keys()].map((valueType) => decodeMap(object, { ...map, valueType, entries }))),
			];
		},
	},
	{ name: 'module', seeds: nonEmpty(files('bpf', 'module.o'), 'modules'), read: modinfo },
	{
		name: 'log',
		seeds: logs,
		read(bytes) {
			const text = bytes.toString('utf8');
			const { message, insn, insnText } = readLoadLog(text);
			return [refusalOf(message, insnText), excerptOf(text, message, insn), readLoaderOutput(text)];
		},
	},
	{
		name: 'diagnostics',
		seeds: nonEmpty(files('diagnostics', '.log'), 'diagnostics'),
		read: (bytes) => parseDiagnostics(bytes.toString('utf8')),
	},
	{
		name: 'frames',
		seeds: nonEmpty(logs.map(framesOf), 'frames'),
		read: (bytes) => createDecoder()(bytes).map(({ payload }) => [...fieldsOf(payload)].length),
	},
];

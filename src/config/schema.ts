import { findingCodes } from '../findings/finding.ts';
import type { FromSchema } from './from-schema.ts';
import { companions, mapExpectations, mapSettings, rodata } from './map-schema.ts';
import { needs, text, trigger, words } from './schema-parts.ts';

/** Numbers as well, since `6.1` is one to YAML; the reader gives `5.10` back its text. */
const version = { type: ['string', 'number'], maxLength: 256 } as const;

const kernel = {
	title: 'Kernel',
	description:
		'A version (6.1: the newest 6.1.y; 7: the newest 7.x; 6.1.176: just that), one of a source (debian:6.12, ci:6.6), a word (lts, stable, mainline), a range of series (5.15..6.14), oci://<registry>/<name>:<tag>, url:<address>@sha256:<digest>, or a bzImage or folder of your own (./bzImage, or image and modules).',
	type: ['string', 'number', 'object'],
	minLength: 1,
	maxLength: 4096,
	examples: ['6.1', 'debian:6.12', '5.15..6.14', 'lts', './bzImage'],
	properties: {
		image: { ...text, description: 'Path of a bzImage, relative to this file.' },
		modules: { ...text, description: 'Folder of the modules of this kernel, relative to this file.' },
	},
	required: ['image'],
	additionalProperties: false,
} as const;

const range = {
	...version,
	title: 'Range of kernel versions',
	description: '*, a version such as 6.1 (every 6.1.y), or bounds that must all hold, such as ">=5.15 <6.4".',
	examples: ['*', '6.1', '>=5.15 <6.4'],
} as const;

const program = {
	title: 'Program',
	type: 'object',
	properties: {
		runs: {
			title: 'Runs',
			description: 'How often the program must have run after the trigger. At least once when not given.',
			type: 'string',
			pattern: '^\\s*(>=|<=|==|>|<)\\s*\\d{1,9}\\s*$',
			examples: ['>=1', '==3'],
		},
		prints: {
			title: 'Prints',
			description:
				'A text that the program must have printed with bpf_printk, or a list of texts. Plain text, no pattern.',
			type: ['array', 'string'],
			minLength: 1,
			maxLength: 1024,
			items: text,
			maxItems: 64,
		},
		autoload: {
			title: 'Autoload',
			description:
				'Whether the program is loaded. When not given: unless its section begins with a question mark, as libbpf does.',
			type: 'boolean',
		},
		skip: { ...range, title: 'Skip', description: 'Kernels on which the program is not tried at all.' },
		trigger,
		with: companions,
		maps: mapExpectations,
	},
	additionalProperties: false,
} as const;

const expectation = {
	title: 'Expectation',
	description: 'What is expected to go wrong, and where. Of several that fit, the last one counts.',
	type: 'object',
	properties: {
		kernels: { ...range, description: 'The kernels meant, as they load the program. All when not given.' },
		builtOn: {
			...range,
			description: 'The kernels meant, as they build the object. All when not given. For sources only.',
		},
		program: { ...text, title: 'Program', description: 'Every program of the object when not given.' },
		verdict: { title: 'Verdict', description: 'What is to come out.', enum: ['pass', 'fail'] },
		code: {
			title: 'Finding code',
			description: 'The code of the finding with which it fails; any when not given.',
			enum: findingCodes,
		},
		line: {
			title: 'Line',
			description: 'The line of the source at which the finding stands.',
			type: 'integer',
			minimum: 1,
		},
	},
	required: ['verdict'],
	additionalProperties: false,
} as const;

const object = {
	title: 'Object',
	description: 'One eBPF object, or several of a kind by a glob.',
	type: 'object',
	properties: {
		source: {
			...text,
			title: 'Source',
			description: 'A C source that is compiled in the guest, or a glob. Relative to this file.',
			examples: ['bpf/trace.bpf.c', 'bpf/*.bpf.c'],
		},
		object: {
			...text,
			title: 'Object file',
			description: 'An object that is compiled already, or a glob. Relative to this file.',
			examples: ['build/trace.bpf.o'],
		},
		cflags: {
			title: 'Compiler flags',
			description: 'Beside -g -O2 -target bpf, which are given always. Folders are relative to this file.',
			type: 'array',
			items: text,
			maxItems: 256,
			examples: [['-Iinclude']],
		},
		programs: {
			title: 'Programs',
			description: 'What is to be said of single programs, by the name of their function.',
			type: 'object',
			propertyNames: {
				pattern: '^[A-Za-z_$][A-Za-z0-9_$.]{0,254}$',
				description: 'the name of a function in C',
			},
			additionalProperties: program,
			maxProperties: 1000,
		},
		trigger,
		maps: mapSettings,
		rodata,
		expect: { title: 'Expectations', type: 'array', items: expectation, maxItems: 1000 },
	},
	oneOf: [{ required: ['source'] }, { required: ['object'] }],
	additionalProperties: false,
} as const;

const command = {
	title: 'Command',
	description: 'A program or test of your own that runs on every kernel, after the objects.',
	type: 'object',
	properties: {
		name: { ...text, title: 'Name', description: 'What it is called in every output.' },
		run: words,
		...needs,
		timeout: {
			title: 'Timeout',
			description: 'Seconds after which it is ended. Default: 60, on emulated machines five times as many.',
			type: 'integer',
			minimum: 1,
			maximum: 86400,
		},
		skip: { ...range, title: 'Skip', description: 'Kernels on which it is not run.' },
		expect: {
			title: 'Expectations',
			type: 'array',
			items: {
				...expectation,
				properties: {
					kernels: { ...range, description: 'The kernels meant. All when not given.' },
					verdict: expectation.properties.verdict,
					code: expectation.properties.code,
				},
			},
			maxItems: 1000,
		},
	},
	required: ['name', 'run'],
	additionalProperties: false,
} as const;

/** The configuration as editors and the validator see it. `schema/config.schema.json` is this, written out. */
export const configSchema = {
	$schema: 'http://json-schema.org/draft-07/schema#',
	title: 'core-matrix.yml',
	description:
		'Which eBPF programs core-matrix tries on which kernels, and what is expected of them. Paths are relative to this file; from .github, to the folder that has it.',
	type: 'object',
	properties: {
		kernels: {
			title: 'Kernels',
			description:
				'The kernels to load on: a list, or words separated by spaces or commas. Default: 5.15, 6.1, 6.6, 6.12, 6.14.',
			type: ['array', 'string', 'number'],
			items: kernel,
			minItems: 1,
			maxItems: 256,
			minLength: 1,
			maxLength: 4096,
			examples: [['6.1', 'debian:6.12'], '6.1 6.12'],
		},
		build: {
			title: 'Build',
			type: 'object',
			properties: {
				on: {
					title: 'Build on',
					description:
						'each: every kernel builds its own objects. all: it loads those of every other kernel as well. host: this machine compiles for each kernel. A kernel: that one builds for all. Default: each.',
					type: ['string', 'number'],
					minLength: 1,
					maxLength: 4096,
					examples: ['each', 'all', 'host', '6.1'],
				},
				run: {
					...words,
					description:
						'A command of your own that makes the objects in the guest, in place of the compiler that core-matrix runs: a text for the shell, or a list of words.',
					examples: ['make -C bpf', ['make', '-C', 'bpf']],
				},
				...needs,
			},
			additionalProperties: false,
		},
		objects: { title: 'Objects', type: 'array', items: object, minItems: 1, maxItems: 1000 },
		commands: { title: 'Commands', type: 'array', items: command, minItems: 1, maxItems: 256 },
		baseline: {
			title: 'Baseline',
			description: 'What to say when a program takes more to verify than in an earlier run (--baseline).',
			type: 'object',
			properties: {
				growth: {
					title: 'Growth',
					description: 'Percent of instructions or states that a program may come to take more. Default: 10.',
					type: 'integer',
					minimum: 0,
					maximum: 10_000,
					examples: [20],
				},
			},
			additionalProperties: false,
		},
		splats: {
			title: 'Kernel splats',
			description:
				'A WARNING, BUG, oops, lockup or the like on a kernel is a failure, unless it is allowed here.',
			type: 'object',
			properties: {
				allow: {
					title: 'Allowed',
					description: 'Texts of the heading lines of complaints that do no harm; * stands for any text.',
					type: 'array',
					items: text,
					maxItems: 256,
					examples: [['WARNING: * at kernel/trace/*']],
				},
			},
			required: ['allow'],
			additionalProperties: false,
		},
	},
	additionalProperties: false,
} as const;

/** A configuration that the schema allows, as it is written: nothing filled in, nothing looked up. */
export type RawConfig = FromSchema<typeof configSchema>;
export type RawObject = NonNullable<RawConfig['objects']>[number];
export type RawProgram = NonNullable<RawObject['programs']>[string];
export type RawCommand = NonNullable<RawConfig['commands']>[number];
export type RawTrigger = NonNullable<RawObject['trigger']>;
export type RawBuild = NonNullable<RawConfig['build']>;

/* What several keys of the configuration have in common. */

// Limits are far above what people write, and low enough that a hostile configuration costs seconds at most.
export const text = { type: 'string', minLength: 1, maxLength: 1024 } as const;

/** Of a command. */
export const words = {
	title: 'Run',
	description:
		'A text for the shell of the guest, or a program and its arguments as a list. Files of the repository that it names with a / travel into the guest.',
	type: ['string', 'array'],
	minLength: 1,
	maxLength: 4096,
	items: { type: 'string', maxLength: 4096 },
	minItems: 1,
	maxItems: 256,
	examples: ['./build/loader --self-test', ['./build/loader', '--self-test']],
} as const;

/** What a command needs in a guest. */
export const needs = {
	files: {
		title: 'Files',
		description: 'Files that travel into the guest, or globs. Relative to this file.',
		type: 'array',
		items: text,
		maxItems: 256,
		examples: [['build/loader', 'testdata/*']],
	},
	tools: {
		title: 'Tools',
		description:
			'Programs of the machine that runs core-matrix; they travel into the guest with their libraries.',
		type: 'array',
		items: { type: 'string', pattern: '^[A-Za-z0-9_+][A-Za-z0-9_.+-]{0,99}$', examples: ['bpftool'] },
		maxItems: 64,
		examples: [['bash', 'bpftool']],
	},
	env: {
		title: 'Environment',
		description: 'Variables that are set beside PATH, HOME, LC_ALL and TMPDIR.',
		type: 'object',
		propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]{0,254}$', description: 'the name of a variable' },
		additionalProperties: { type: ['string', 'number'], maxLength: 4096 },
		maxProperties: 100,
		examples: [{ MODE: 'quick' }],
	},
} as const;

export const trigger = {
	title: 'Trigger',
	description:
		'A command that runs in the place of the built-in workload while the program is attached: a text for the shell, a list of words, or keys.',
	type: ['string', 'array', 'object'],
	minLength: 1,
	maxLength: 4096,
	items: { type: 'string', maxLength: 4096 },
	minItems: 1,
	maxItems: 256,
	properties: { run: words, ...needs },
	required: ['run'],
	additionalProperties: false,
	examples: ['./send.sh', { run: './send.sh 3', files: ['testdata/*'] }],
} as const;

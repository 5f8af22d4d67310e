/* What the configuration says of maps, constants and programs that belong together. Names are C's; a section of data begins with a dot. */

const mapName = { pattern: '^\\.?[A-Za-z_][A-Za-z0-9_.]{0,254}$', description: 'the name of a map' } as const;

const wantedEntry = {
	key: { title: 'Key', description: 'What the key is, wholly or in part. Any key when not given.' },
	value: {
		title: 'Value',
		description:
			'What the value is, wholly or in part: a number, a bound such as ">=1", true or false, a text or the name of an enumerator, a list of the first items, or some of its members.',
	},
} as const;

/** In `programs`. The agent's ATTACHMENTS_MAX has room for these and the program itself. */
export const companions = {
	title: 'With',
	description: 'Programs of the object that are loaded and attached together with it.',
	type: 'array',
	items: { type: 'string', minLength: 1, maxLength: 255 },
	maxItems: 15,
	examples: [['on_entry']],
} as const;

/** In `objects[]`. */
export const mapSettings = {
	title: 'Maps',
	description: 'What is set of maps before they are created, by their names, as a loader would.',
	type: 'object',
	propertyNames: mapName,
	additionalProperties: {
		title: 'Map',
		type: 'object',
		properties: {
			max_entries: {
				title: 'Entries',
				description: 'How many entries it has room for (bpf_map__set_max_entries).',
				type: 'integer',
				minimum: 1,
				maximum: 4294967295,
			},
			pin: {
				title: 'Pin',
				description:
					'The name that it is pinned under, true for its own, false for none. Objects that follow find it there.',
				type: ['string', 'boolean'],
				pattern: '^[A-Za-z0-9_-]{1,64}$',
				examples: ['connections', false],
			},
		},
		additionalProperties: false,
	},
	maxProperties: 256,
} as const;

/** In `objects[]`. */
export const rodata = {
	title: 'Constants',
	description:
		'Values of constants (const volatile) before the object is loaded, by their names; a member stands behind a dot.',
	type: 'object',
	propertyNames: {
		pattern: '^[A-Za-z_][A-Za-z0-9_]{0,254}(\\.[A-Za-z_][A-Za-z0-9_]{0,254}){0,8}$',
		description: 'the name of a constant, or of a member of one (config.level)',
	},
	additionalProperties: {
		type: ['number', 'string', 'boolean', 'array'],
		items: { type: ['number', 'string', 'boolean'], maxLength: 4096 },
		maxItems: 4096,
		maxLength: 4096,
		examples: [42, 'eth0', true, [1, 2]],
	},
	maxProperties: 256,
	examples: [{ target_pid: 42 }],
} as const;

/** In `programs`. */
export const mapExpectations = {
	title: 'Maps',
	description:
		'What is to be in maps after the trigger, by their names. Global variables are in .bss and .data.',
	type: 'object',
	propertyNames: mapName,
	additionalProperties: {
		title: 'Map',
		type: 'object',
		properties: {
			contains: {
				title: 'Contains',
				description: 'An entry that the map must have, or a list of several.',
				type: ['array', 'object'],
				properties: wantedEntry,
				items: { type: 'object', properties: wantedEntry, minProperties: 1, additionalProperties: false },
				minItems: 1,
				maxItems: 256,
				minProperties: 1,
				additionalProperties: false,
				examples: [{ key: 1, value: '>=3' }],
			},
		},
		required: ['contains'],
		additionalProperties: false,
	},
	maxProperties: 256,
	examples: [{ counts: { contains: { key: 1, value: '>=3' } } }],
} as const;

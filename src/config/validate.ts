import { Ajv, type ErrorObject } from 'ajv';
import { defaultGrowth } from './config.ts';
import type { Path } from './document.ts';
import { configSchema, type RawBuild, type RawCommand, type RawConfig, type RawObject } from './schema.ts';
import { describeError, pathOf, type SchemaProblem } from './schema-error.ts';

/** What of a value is as the schema says, so that it can be looked at further though other parts are wrong. */
export interface Checked {
	readonly problems: readonly SchemaProblem[];
	readonly kernels: RawConfig['kernels'];
	readonly build: RawBuild | undefined;
	readonly objects: readonly { readonly path: Path; readonly object: RawObject }[];
	readonly commands: readonly { readonly path: Path; readonly command: RawCommand }[];
	/** Whether there is anything to try, as far as there can be keys. */
	readonly namesWork: boolean;
	readonly allowedSplats: readonly string[];
	readonly baselineGrowth: number;
}

const validate = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true }).compile<RawConfig>(
	configSchema,
);

export function checkConfig(value: unknown): Checked {
	const isValid = validate(value);
	const errors = (validate.errors ?? []).filter((error) => !isExplained(error));
	const problems = errors.map(describeError);
	const brokenAt = new Set(errors.flatMap(({ instancePath }) => prefixes(pathOf(instancePath))));
	const isSound = (path: Path): boolean => isValid || !brokenAt.has(JSON.stringify(path));

	const { kernels, build, objects, commands, splats, baseline } = (isRecord(value) ? value : {}) as RawConfig;
	return {
		problems,
		kernels: isSound(['kernels']) ? kernels : undefined,
		build: isSound(['build']) ? build : undefined,
		objects: entries(objects)
			.map((object, index) => ({ path: ['objects', index], object }))
			.filter(({ path }) => isSound(path)),
		commands: entries(commands)
			.map((command, index) => ({ path: ['commands', index], command }))
			.filter(({ path }) => isSound(path)),
		namesWork: objects !== undefined || commands !== undefined || !isRecord(value),
		allowedSplats: (isSound(['splats']) && splats?.allow) || [],
		baselineGrowth: (isSound(['baseline']) ? baseline?.growth : undefined) ?? defaultGrowth,
	};
}

/** What stands in the file may be anything. */
function entries<Entry>(list: readonly Entry[] | undefined): readonly Entry[] {
	return Array.isArray(list) ? list : [];
}

/** What another error says better: the branches of `oneOf`, and the pattern that a key did not match. */
function isExplained({ schemaPath, propertyName }: ErrorObject): boolean {
	return propertyName !== undefined || /\/oneOf\/\d+\//.test(schemaPath);
}

function prefixes(path: Path): string[] {
	return path.map((_, index) => JSON.stringify(path.slice(0, index + 1)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

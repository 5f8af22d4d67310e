import type { ErrorObject } from 'ajv';
import { nearest } from '../nearest.ts';
import type { Path } from './document.ts';

export interface SchemaProblem {
	readonly path: Path;
	readonly at: 'key' | 'value';
	readonly message: string;
}

/** Says in words of the configuration what a validator found. The error has to be a verbose one. */
export function describeError(error: ErrorObject): SchemaProblem {
	const path = pathOf(error.instancePath);
	const { keyword, params, data } = error;
	if (path.length === 0 && keyword === 'type' && data === null) {
		return {
			path,
			at: 'value',
			message: 'the configuration is empty; expected the key objects, and kernels',
		};
	}
	if (keyword === 'additionalProperties') {
		const key = String(params.additionalProperty);
		return { path: [...path, key], at: 'key', message: unknownKey(key, knownKeys(error)) };
	}
	if (keyword === 'propertyNames') {
		const key = String(params.propertyName);
		return {
			path: [...path, key],
			at: 'key',
			message: `not ${error.parentSchema?.propertyNames.description}`,
		};
	}
	return { path, at: 'value', message: wrongValue(error) };
}

/** The keys and indices of a JSON pointer (RFC 6901). A number is an index, or a key that looks like one. */
export function pathOf(pointer: string): (string | number)[] {
	return pointer
		.split('/')
		.slice(1)
		.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
		.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** A value as a message shows it. */
export function show(value: unknown): string {
	if (value === null || value === undefined) return 'nothing';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'keys and values';
	if (typeof value !== 'string') return String(value);
	return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

/** `did you mean …?` where something is near, else all there is. */
export function suggest(written: string, known: readonly string[]): string {
	const near = nearest(written, known);
	return near === undefined ? `expected ${alternatives(known)}` : `did you mean ${near}?`;
}

function unknownKey(key: string, known: readonly string[]): string {
	return `unknown key; ${suggest(key, known)}`;
}

function knownKeys({ parentSchema }: ErrorObject): string[] {
	return Object.keys(parentSchema?.properties ?? {});
}

function wrongValue({ keyword, params, data, parentSchema }: ErrorObject): string {
	switch (keyword) {
		case 'type':
			return `expected ${alternatives([params.type].flat().map(typeName))}${example(parentSchema)}, found ${show(data)}`;
		case 'enum':
			return `found ${show(data)}; ${suggest(String(data), params.allowedValues)}`;
		case 'pattern':
			return `expected a text${example(parentSchema)}, found ${show(data)}`;
		case 'required':
			return `the key ${params.missingProperty} is missing`;
		case 'oneOf':
			return params.passingSchemas === null
				? 'the key source (a C source) or object (a compiled one) is missing'
				: 'both source and object are given; list them as two objects';
		case 'minItems':
		case 'minLength':
		case 'minProperties':
			return 'empty';
		case 'maxItems':
		case 'maxLength':
		case 'maxProperties':
			return `too long: at most ${params.limit} ${keyword === 'maxLength' ? 'characters' : 'entries'} are allowed`;
		case 'maximum':
			return `expected ${params.limit} or less, found ${show(data)}`;
		case 'minimum':
			return `expected ${params.limit} or more, found ${show(data)}`;
		default:
			throw new Error(`no words for the schema keyword ${keyword}`);
	}
}

function example(schema: ErrorObject['parentSchema']): string {
	const examples: unknown[] = schema?.examples ?? [];
	return examples.length === 0
		? ''
		: ` such as ${alternatives(examples.map((value) => JSON.stringify(value)))}`;
}

const typeNames: Readonly<Record<string, string>> = {
	array: 'a list',
	string: 'text',
	number: 'a number',
	integer: 'a whole number',
	object: 'keys and values',
	boolean: 'true or false',
};

function typeName(type: string): string {
	return typeNames[type] ?? type;
}

function alternatives(words: readonly unknown[]): string {
	const texts = words.map(String);
	const last = texts.pop() ?? '';
	return texts.length === 0 ? last : `${texts.join(', ')} or ${last}`;
}

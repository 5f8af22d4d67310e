import { CoreMatrixError } from '../error.ts';
import { parseMirrors } from '../kernels/oci/mirror.ts';
import { nearest } from '../nearest.ts';
import type { OptionName } from './commands.ts';

/** What the options of an invocation say, as text. */
export type Given = Partial<Record<OptionName, string | true>>;

/** Reads values and remembers what is wrong with them, so that it is said at once. */
export interface Values {
	has(name: OptionName): boolean;
	text(name: OptionName): string | undefined;
	/** A whole number within the bounds, both included. */
	whole(name: OptionName, least: number, most: number): number | undefined;
	/** Seconds with up to three decimals, as milliseconds. */
	milliseconds(name: OptionName): number | undefined;
	oneOf<Word extends string>(name: OptionName, words: readonly Word[]): Word | undefined;
	webUrl(name: OptionName): string | undefined;
	/** Mirrors of registries, as written. */
	mirrors(name: OptionName): string | undefined;
	/** Throws a usage error if anything was wrong. */
	finish(): void;
}

/** A day; setTimeout holds little more than 24 of them. */
const longestSeconds = 86_400;

export function readValues(given: Given): Values {
	const wrong: string[] = [];
	const text = (name: OptionName): string | undefined => {
		const value = given[name];
		return value === true ? undefined : value;
	};
	const read = <Value>(name: OptionName, expected: string, parse: (value: string) => Value | undefined) => {
		const value = text(name);
		if (value === undefined) return undefined;
		const parsed = parse(value);
		if (parsed === undefined) wrong.push(`--${name}: expected ${expected}, found ${JSON.stringify(value)}`);
		return parsed;
	};
	return {
		has: (name) => given[name] !== undefined,
		text: (name) => read(name, 'a value', (value) => value || undefined),
		whole: (name, least, most) =>
			read(name, `a whole number from ${least} to ${most}`, (value) =>
				/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most
					? Number(value)
					: undefined,
			),
		milliseconds: (name) =>
			read(name, `seconds above 0 and up to ${longestSeconds}`, (value) =>
				/^\d{1,6}(?:\.\d{1,3})?$/.test(value) && Number(value) > 0 && Number(value) <= longestSeconds
					? Math.round(Number(value) * 1000)
					: undefined,
			),
		oneOf: (name, words) =>
			read(name, `one of ${words.join(', ')}${meant(text(name) ?? '', words)}`, (value) =>
				words.find((word) => word === value),
			),
		webUrl: (name) =>
			read(name, 'an http or https URL', (value) => {
				const protocol = URL.canParse(value) ? new URL(value).protocol : undefined;
				return protocol === 'http:' || protocol === 'https:' ? value : undefined;
			}),
		mirrors: (name) =>
			read(name, 'mirrors such as ghcr.io=https://mirror.example', (value) =>
				parseMirrors(value) === undefined ? undefined : value,
			),
		finish() {
			if (wrong.length > 0) throw new CoreMatrixError('usage', wrong.join('\n'));
		},
	};
}

function meant(written: string, words: readonly string[]): string {
	const near = nearest(written, words);
	return near === undefined ? '' : ` (did you mean ${near}?)`;
}

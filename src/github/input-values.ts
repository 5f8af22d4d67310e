import { CoreMatrixError } from '../error.ts';
import { oneLine } from '../report/neutralise.ts';

/** Reads inputs by their names and remembers what is wrong with them, so that it is said at once. Empty: not given. */
export interface InputValues<Name extends string> {
	text(name: Name): string | undefined;
	/** `parse` gives undefined for what is not `expected`. */
	read<Value>(name: Name, expected: string, parse: (value: string) => Value | undefined): Value | undefined;
	oneOf<Word extends string>(name: Name, words: readonly Word[]): Word | undefined;
	/** A whole number within the bounds, both included. */
	whole(name: Name, least: number, most: number, unit: string): number | undefined;
	/** Seconds with up to three decimals, as milliseconds. */
	milliseconds(name: Name): number | undefined;
	webUrl(name: Name): string | undefined;
	/** For an input whose value must not be shown. */
	refuse(name: Name, expected: string): void;
	/** Throws a usage error that names every input that is wrong, if any is. */
	finish(): void;
}

/** A day; more is a mistake. */
const longestSeconds = 86_400;

export function inputValues<Name extends string>(get: (name: Name) => string): InputValues<Name> {
	const wrong: string[] = [];
	const text = (name: Name) => get(name).trim() || undefined;
	const read: InputValues<Name>['read'] = (name, expected, parse) => {
		const value = text(name);
		if (value === undefined) return undefined;
		const parsed = parse(value);
		if (parsed === undefined)
			wrong.push(`input \`${name}\`: expected ${expected}, got \`${oneLine(value, 100)}\``);
		return parsed;
	};
	return {
		text,
		read,
		oneOf: (name, words) => read(name, words.join(', '), (value) => words.find((one) => one === value)),
		whole: (name, least, most, unit) =>
			read(name, `a whole number of ${unit} from ${least} to ${most}`, (value) =>
				/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most
					? Number(value)
					: undefined,
			),
		milliseconds: (name) =>
			read(name, `seconds above 0 and up to ${longestSeconds}, such as 30 or 0.5`, (value) =>
				/^\d{1,6}(\.\d{1,3})?$/.test(value) && Number(value) > 0 && Number(value) <= longestSeconds
					? Math.round(Number(value) * 1000)
					: undefined,
			),
		webUrl: (name) =>
			read(name, 'an http or https URL', (value) => {
				const protocol = URL.canParse(value) ? new URL(value).protocol : undefined;
				return protocol === 'http:' || protocol === 'https:' ? value : undefined;
			}),
		refuse(name, expected) {
			wrong.push(`input \`${name}\`: expected ${expected}`);
		},
		finish() {
			if (wrong.length === 0) return;
			const remedy = 'Correct them under `with:` in the workflow.';
			throw new CoreMatrixError('usage', wrong.join('\n'), { remedy });
		},
	};
}

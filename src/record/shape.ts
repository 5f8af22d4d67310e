import { CoreMatrixError } from '../error.ts';

/*
 * Readers of values that a stranger may have written. Each gives what it was asked for or says where it is not: nothing is
 * taken on trust, nothing beyond what is asked for is taken over, and every text and list has a longest form.
 */

/** `at`: where the value stands, such as `kernels[0].spec`. Throws an error that says so. */
export type Reader<Value> = (value: unknown, at: string) => Value;

/** A key that may be missing. */
interface OptionalReader<Value> {
	readonly optional: Reader<Value>;
}

/** A reader for each key; one that the type has and the shape has not is an error of the compiler. */
export type Shape<Type> = {
	readonly [Key in keyof Type]-?: Pick<Type, never> extends Pick<Type, Key>
		? OptionalReader<Exclude<Type[Key], undefined>>
		: Reader<Type[Key]>;
};

export function wrong(at: string, expected: string): CoreMatrixError {
	return new CoreMatrixError('usage', `${at}: expected ${expected}`);
}

export function optional<Value>(read: Reader<Value>): OptionalReader<Value> {
	return { optional: read };
}

/** `most`: in UTF-16 units. */
export function text(most: number): Reader<string> {
	return (value, at) => {
		if (typeof value === 'string' && value.length <= most) return value;
		throw wrong(at, `a text of at most ${most} characters`);
	};
}

/** A text that a pattern allows. `expected`: in words. */
export function textLike(pattern: RegExp, most: number, expected: string): Reader<string> {
	const read = text(most);
	return (value, at) => {
		const found = read(value, at);
		if (pattern.test(found)) return found;
		throw wrong(at, expected);
	};
}

export function oneOf<const Word extends string>(words: readonly Word[]): Reader<Word> {
	return (value, at) => {
		const found = words.find((word) => word === value);
		if (found === undefined) throw wrong(at, `one of ${words.slice(0, 8).join(', ')}`);
		return found;
	};
}

/** A whole number from `least` on, and small enough to be exact. */
export function whole(least = 0): Reader<number> {
	return (value, at) => {
		if (Number.isSafeInteger(value) && Number(value) >= least) return Number(value);
		throw wrong(at, `a whole number from ${least}`);
	};
}

export const flag: Reader<boolean> = (value, at) => {
	if (typeof value === 'boolean') return value;
	throw wrong(at, 'true or false');
};

export function list<Value>(read: Reader<Value>, most: number): Reader<readonly Value[]> {
	return (value, at) => {
		if (!Array.isArray(value) || value.length > most) throw wrong(at, `a list of at most ${most}`);
		return value.map((item, index) => read(item, `${at}[${index}]`));
	};
}

export function object<Type extends object>(shape: Shape<Type>): Reader<Type> {
	const readers: readonly (readonly [string, Reader<unknown> | OptionalReader<unknown>])[] =
		Object.entries(shape);
	return (value, at) => {
		if (typeof value !== 'object' || value === null || Array.isArray(value))
			throw wrong(at, 'keys and values');
		const given = new Map<string, unknown>(Object.entries(value));
		const read = readers.flatMap(([key, reader]) => {
			const place = at === '' ? key : `${at}.${key}`;
			if (typeof reader === 'function') return [[key, reader(given.get(key), place)]];
			const found = given.get(key);
			return found === undefined ? [] : [[key, reader.optional(found, place)]];
		});
		// The compiler has seen to it that the shape has each key of the type, with a reader of its values.
		return Object.fromEntries(read) as Type;
	};
}

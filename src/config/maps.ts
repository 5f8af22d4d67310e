import type { Constant } from '../bpf/constant.ts';
import { integerOf } from '../bpf/integer.ts';
import { type Operator, operators, type WantedEntry, type WantedValue } from '../bpf/value-match.ts';
import type { MapConfig } from './config.ts';
import type { Path } from './document.ts';
import type { Problems } from './problems.ts';
import type { RawObject, RawProgram } from './schema.ts';
import { show } from './schema-error.ts';

type RawMaps = NonNullable<RawObject['maps']>;
type RawExpectations = NonNullable<RawProgram['maps']>;

/** Keys that are members of every object must not be found where nobody wrote them. */
const record = <Value>(entries: Iterable<readonly [string, Value]>): Readonly<Record<string, Value>> =>
	Object.assign(Object.create(null), Object.fromEntries(entries));

export function readMapSettings(raw: RawMaps): Readonly<Record<string, MapConfig>> {
	return record(
		Object.entries(raw).map(([name, { max_entries: maxEntries, pin }]) => [
			name,
			{
				...(maxEntries !== undefined && { maxEntries }),
				...(pin !== undefined && { pin: typeof pin === 'string' ? pin : pin ? name : '' }),
			},
		]),
	);
}

export function readConstants(raw: NonNullable<RawObject['rodata']>): Readonly<Record<string, Constant>> {
	return record(Object.entries(raw));
}

export function readMapExpectations(
	raw: RawExpectations,
	path: Path,
	problems: Problems,
): Readonly<Record<string, readonly WantedEntry[]>> {
	return record(
		Object.entries(raw).map(([name, { contains }]) => {
			const at = [...path, name, 'contains'];
			const entries = Array.isArray(contains)
				? contains.map((entry, index) => readEntry(entry, [...at, index], problems))
				: [readEntry(contains, at, problems)];
			return [name, entries];
		}),
	);
}

function readEntry(raw: object, path: Path, problems: Problems): WantedEntry {
	const parts = Object.entries(raw).flatMap(([part, value]) => {
		const wanted = readWanted(value, [...path, part], problems);
		return wanted === undefined ? [] : [[part, wanted] as const];
	});
	return Object.fromEntries(parts);
}

/** More structs within structs than a map has; the reader of YAML has its own bound. */
const deepest = 16;
const comparison = new RegExp(`^\\s*(${operators.join('|')})\\s*(\\S+)\\s*$`);

function readWanted(raw: unknown, path: Path, problems: Problems): WantedValue | undefined {
	if (typeof raw === 'boolean') return { kind: 'boolean', value: raw };
	if (typeof raw === 'string' || typeof raw === 'number') return readScalar(raw, path, problems);
	if (path.length > deepest + 8) {
		problems.add(path, 'value', 'nested too deeply');
	} else if (Array.isArray(raw)) {
		return {
			kind: 'list',
			items: raw.flatMap((item, index) => readWanted(item, [...path, index], problems) ?? []),
		};
	} else if (typeof raw === 'object' && raw !== null) {
		const members = Object.entries(raw).flatMap(([name, value]) => {
			const wanted = readWanted(value, [...path, name], problems);
			return wanted === undefined ? [] : [[name, wanted] as const];
		});
		return { kind: 'members', members: new Map(members) };
	} else {
		problems.add(
			path,
			'value',
			`expected a number, a text, true or false, a list or members, found ${show(raw)}`,
		);
	}
	return undefined;
}

function readScalar(raw: string | number, path: Path, problems: Problems): WantedValue | undefined {
	const [, operator = '==', bound = raw] = comparison.exec(String(raw)) ?? [];
	const value = integerOf(bound);
	if (value !== undefined) {
		return { kind: 'integer', operator: operator as Operator, value, written: String(raw) };
	}
	if (typeof raw === 'string' && !comparison.test(raw)) return { kind: 'text', value: raw };
	problems.add(
		path,
		'value',
		`expected a whole number${typeof raw === 'string' ? ' behind the comparison' : ''}, found ${show(raw)}`,
	);
	return undefined;
}

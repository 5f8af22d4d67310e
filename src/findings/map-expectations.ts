import { entryText, type MapValues, noteOf } from '../bpf/map-content.ts';
import { containsEntry, missingMember, type WantedEntry, wantedText } from '../bpf/value-match.ts';
import { nearest } from '../nearest.ts';
import { oneLine } from '../report/neutralise.ts';
import type { MapMismatch } from './observation.ts';

/** Entries of a map that a message quotes. */
const quotedEntries = 8;
const mostMismatches = 16;

/** Which of the wanted entries the maps do not have: of each map the first. */
export function mapMismatches(
	wanted: Readonly<Record<string, readonly WantedEntry[]>>,
	maps: readonly MapValues[],
): MapMismatch[] {
	return Object.entries(wanted)
		.flatMap(([name, entries]) => {
			const map = maps.find((candidate) => candidate.name === name);
			const missing = entries.find((entry) => map === undefined || !containsEntry(map, entry));
			if (missing === undefined) return [];
			const found =
				map === undefined
					? 'It was not created: nothing that was loaded refers to it. Name the program that does with `with`.'
					: foundText(map, missing);
			return [{ map: name, wanted: oneLine(wantedText(missing), 300), found }];
		})
		.slice(0, mostMismatches);
}

function foundText(map: MapValues, wanted: WantedEntry): string {
	const note = noteOf(map);
	const lines = map.entries.slice(0, quotedEntries).map((entry) => `\n  ${oneLine(entryText(entry), 200)}`);
	const more =
		map.entries.length > quotedEntries ? `\n  (${map.entries.length - quotedEntries} more entries)` : '';
	const head = lines.length === 0 ? 'It is empty' : `What is in it`;
	return `${head}${note === undefined ? '' : ` (${note})`}${lines.length === 0 ? '.' : ':'}${lines.join('')}${more}${advice(map, wanted)}`;
}

/** A name that no value of the map has is a mistake in the configuration rather than in the program. */
function advice({ entries, zero }: MapValues, wanted: WantedEntry): string {
	const value = entries[0]?.values[0] ?? zero;
	const missing =
		(value && missingMember(value, wanted.value)) ??
		(entries[0] && missingMember(entries[0].key, wanted.key));
	if (missing === undefined) return '';
	const near = nearest(missing.name, missing.members);
	const name = oneLine(missing.name, 100);
	return `\nThere is no member \`${name}\` in it${near === undefined ? '' : `; did you mean \`${oneLine(near, 100)}\`?`}`;
}

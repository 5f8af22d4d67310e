import { readElf, sectionBytes, sectionNamed } from './elf.ts';
import { FormatError } from './format-error.ts';

/**
 * What a kernel module says of itself: the `key=value` strings of its `.modinfo` section (include/linux/moduleinfo.h),
 * such as `name`, `vermagic` and `depends`. A key may come several times (`alias`, `parm`).
 * `bytes` is the uncompressed module.
 * @throws FormatError when it is not an ELF64 little-endian file with that section.
 */
export function modinfo(bytes: Uint8Array): ReadonlyMap<string, readonly string[]> {
	const elf = readElf(bytes);
	const section = sectionNamed(elf, '.modinfo');
	if (section === undefined)
		throw new FormatError('malformed', 'not a kernel module: it has no .modinfo section');
	const facts = new Map<string, string[]>();
	for (const entry of sectionBytes(elf, section).data.toString('utf8').split('\0')) {
		const equals = entry.indexOf('=');
		if (equals <= 0) continue;
		const key = entry.slice(0, equals);
		const values = facts.get(key);
		if (values === undefined) facts.set(key, [entry.slice(equals + 1)]);
		else values.push(entry.slice(equals + 1));
	}
	return facts;
}

/** The modules that must be loaded before this one, as its `depends` names them (dashes already underscores). */
export function moduleDependencies(info: ReadonlyMap<string, readonly string[]>): readonly string[] {
	return (info.get('depends') ?? []).flatMap((list) => list.split(',')).filter((name) => name !== '');
}

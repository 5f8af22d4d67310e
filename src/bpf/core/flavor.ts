import { type Btf, btfMember, btfType } from '../btf.ts';
import { isComposite, memberPlace } from '../btf-layout.ts';
import { declaration, isIdentifier } from './c-type.ts';
import { essentialName } from './essential-name.ts';

/** Whether a type has two underscores where a flavor would have three: the kernel's own are few, and are named so there. */
export function mayBeMisnamed(name: string): boolean {
	return /[^_]__+[^_]/.test(name) && essentialName(name) === name;
}

/** Members that are worth repeating: a flavor declares the few that it needs. */
const mostMembers = 12;

/** A type of the program's own under the name that makes it a flavor of `base`. */
export interface CorrectedFlavor {
	readonly name: string;
	/** Its declaration; missing when it is too large to repeat, or made of types without names. */
	readonly declaration?: string;
}

/** For `struct iov_iter__new` and `iov_iter`: `struct iov_iter___new`, with its members. */
export function correctedFlavor(local: Btf, id: number, base: string): CorrectedFlavor | undefined {
	const type = btfType(local, id);
	const suffix = type.name.slice(base.length).replaceAll('_', ' ').trim().replaceAll(' ', '_');
	const name = `${base}___${suffix}`;
	if (suffix === '' || !isIdentifier(name)) return undefined;
	if (!isComposite(type) || type.vlen > mostMembers) return { name };
	const members = Array.from({ length: type.vlen }, (_, index) => {
		const member = btfMember(local, type, index);
		const { bitfieldSize } = memberPlace(local, type, index);
		// What the program's own type is made of, its header defines.
		const declared = declaration(local, member.type, member.name, () => true);
		return declared && `\t${declared}${bitfieldSize > 0 ? ` : ${bitfieldSize}` : ''};`;
	});
	if (members.includes(undefined)) return { name };
	const lines = [`${type.kind} ${name} {`, ...members, '} __attribute__((preserve_access_index));'];
	return { name, declaration: lines.join('\n') };
}

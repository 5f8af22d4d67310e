import { type Btf, btfArrayElement, skipModifiers } from '../btf.ts';
import { isComposite } from '../btf-layout.ts';
import { findBehindPointer } from './behind.ts';
import { fieldsAreCompatible } from './compatible.ts';
import { isSameType, type Member, membersOf, typeText } from './members.ts';

/** What a kernel has in the place of a member that other kernels have. */
export interface Replacement {
	/** Names to go through, such as `['__iov']` or `['mem', 'base']`, with `0` for the first element of an array. */
	readonly path: readonly (string | 0)[];
	readonly type: number;
	/** In the target, from the start of the struct. */
	readonly bitOffset: number;
	readonly sameType: boolean;
	/** `renamed` is certain by the name; `likely` by type and place alone. */
	readonly how: 'renamed' | 'moved' | 'likely';
	/** Set when a pointer must be followed first: the member of that name, and the struct that it leads to. */
	readonly behind?: { readonly pointer: string; readonly struct: string };
	/** Set when it stands for the whole rest of the access: `i_atime_sec` for `i_atime.tv_sec`. */
	readonly isWhole?: true;
}

/** A member in a kernel that has it. */
export interface Known {
	readonly btf: Btf;
	/** Id of the struct. */
	readonly owner: number;
	readonly name: string;
	/** Names that the access goes on to within the member, such as `['tv_sec']`; empty when it ends there. */
	readonly rest: readonly string[];
}

interface Candidate extends Replacement {
	readonly score: number;
}

/*
 * What speaks for a candidate. The first two are renames as kernels do them: a member gets underscores to say that it
 * is not to be used directly (iov to __iov in 6.4, state to __state in 5.14), or is moved into a struct of its own. Without
 * a name, a type that few members have must come with the same place or the same neighbours.
 */
const points = {
	underscores: 100,
	moved: 80,
	sameType: 30,
	sameOffset: 20,
	neighbour: 15,
	likeName: 15,
} as const;
const enough = { rareType: 45, plainType: 60 } as const;
/** How deep in named members a moved one is looked for. */
const deepest = 2;
/** Members that are looked at for that; a task_struct with all that it has by value has some 2000. */
const mostNested = 20_000;

/** Undefined when nothing in the target's struct looks like the member. */
export function findReplacement(known: Known, target: Btf, targetOwner: number): Replacement | undefined {
	const before = membersOf(known.btf, known.owner);
	const after = membersOf(target, targetOwner);
	const index = before.findIndex(({ name }) => name === known.name);
	const member = before[index];
	if (member === undefined) return undefined;
	const oldNames = new Set(before.map(({ name }) => name));
	const candidates: Candidate[] = [];
	for (const [at, other] of after.entries()) {
		if (oldNames.has(other.name)) continue;
		candidates.push(rate(known.btf, member, target, other, neighbours(before, index, after, at)));
	}
	candidates.push(...moved(known.btf, member, target, after));
	return (
		unambiguous(candidates, threshold(known.btf, member)) ??
		unambiguous(resolved(known, member, target, after, oldNames), enough.plainType) ??
		findBehindPointer(known, member, target, targetOwner)
	);
}

/** Two that are as good are a guess. */
function unambiguous(candidates: Candidate[], least: number): Replacement | undefined {
	const [best, second] = candidates.sort((a, b) => b.score - a.score);
	if (best === undefined || best.score < least || second?.score === best.score) return undefined;
	const { score: _, ...replacement } = best;
	return replacement;
}

/**
 * Where a member is of a struct now that holds what it was, alone: page.flags is page.flags.f since 6.18.
 * @param found the type that the member has there
 */
export function findWithin(known: Known, target: Btf, found: number): Replacement | undefined {
	const member = membersOf(known.btf, known.owner).find(({ name }) => name === known.name);
	const [inner, ...others] = isComposite(skipModifiers(target, found)) ? membersOf(target, found) : [];
	if (member === undefined || inner === undefined || others.length > 0 || known.rest.length > 0)
		return undefined;
	if (!isSameType(known.btf, member.type, target, inner.type)) return undefined;
	const { name, type, bitOffset } = inner;
	return { path: [known.name, name], type, bitOffset, sameType: true, how: 'moved' };
}

/**
 * Where a struct was dissolved into members of its owner (i_atime.tv_sec is i_atime_sec since 6.11), or its members are
 * in another struct there (core_layout.base is mem[0].base since 6.4).
 */
function resolved(
	{ btf, rest }: Known,
	member: Member,
	target: Btf,
	after: readonly Member[],
	oldNames: ReadonlySet<string>,
): Candidate[] {
	const [leafName] = rest;
	if (leafName === undefined || rest.length > 1) return [];
	const leaf = membersOf(btf, member.type).find(({ name }) => name === leafName);
	if (leaf === undefined) return [];
	const joined = new Set([`${member.name}_${leafName}`, `${member.name}_${leafName.split('_').at(-1)}`]);
	const dissolved = after
		.filter(({ name }) => joined.has(name))
		.filter(({ type }) => fieldsAreCompatible(btf, leaf.type, target, type))
		.map((other): Candidate => {
			const sameType = isSameType(btf, leaf.type, target, other.type);
			const { name, type, bitOffset } = other;
			return { path: [name], type, bitOffset, sameType, how: 'moved', isWhole: true, score: points.moved };
		});
	const fresh = after.filter(({ name }) => !oldNames.has(name));
	const elsewhere = moved(btf, leaf, target, fresh).map(
		(found): Candidate => ({ ...found, how: 'likely', isWhole: true }),
	);
	return [...dissolved, ...elsewhere];
}

function rate(btf: Btf, member: Member, target: Btf, other: Member, shared: number): Candidate {
	const sameName = bare(other.name) === bare(member.name);
	const sameType = isSameType(btf, member.type, target, other.type);
	const readable = fieldsAreCompatible(btf, member.type, target, other.type);
	const score =
		(sameName ? points.underscores : 0) +
		(sameType ? points.sameType : 0) +
		(other.bitOffset === member.bitOffset ? points.sameOffset : 0) +
		(other.name.includes(member.name) ? points.likeName : 0) +
		shared * points.neighbour;
	return {
		path: [other.name],
		type: other.type,
		bitOffset: other.bitOffset,
		sameType,
		how: sameName ? 'renamed' : 'likely',
		score: sameName || (readable && sameType) ? score : 0,
	};
}

/** Members of the same name and a type that can be read in its place, in structs that the target's struct has by value. */
function moved(btf: Btf, member: Member, target: Btf, after: readonly Member[]): Candidate[] {
	const found: Candidate[] = [];
	let left = mostNested;
	const search = (members: readonly Member[], path: readonly (string | 0)[], offset: number): void => {
		for (const other of members) {
			if (left-- <= 0) return;
			let type = skipModifiers(target, other.type);
			const here = [...path, other.name];
			if (path.length > 0 && bare(other.name) === bare(member.name)) {
				if (!fieldsAreCompatible(btf, member.type, target, other.type)) continue;
				const sameType = isSameType(btf, member.type, target, other.type);
				const score = points.moved + (sameType ? points.sameType : 0) - 5 * path.length;
				const bitOffset = offset + other.bitOffset;
				found.push({ path: here, type: other.type, bitOffset, sameType, how: 'moved', score });
			}
			const isArray = type.kind === 'array';
			if (isArray) type = skipModifiers(target, btfArrayElement(target, type));
			if (!isComposite(type) || path.length >= deepest) continue;
			search(membersOf(target, type.id), isArray ? [...here, 0] : here, offset + other.bitOffset);
		}
	};
	search(after, [], 0);
	return found;
}

/** How many of the members just before and after it are the same, 0 to 2. */
function neighbours(before: readonly Member[], index: number, after: readonly Member[], at: number): number {
	const same = (step: -1 | 1): number => {
		const name = before[index + step]?.name;
		return name !== undefined && after[at + step]?.name === name ? 1 : 0;
	};
	return same(-1) + same(1);
}

/** Many members are integers; few are pointers to the same struct. */
function threshold(btf: Btf, member: Member): number {
	const type = skipModifiers(btf, member.type);
	const behind = type.kind === 'ptr' ? skipModifiers(btf, type.sizeOrType) : type;
	return isComposite(behind) && !typeText(btf, behind.id).endsWith(' list_head')
		? enough.rareType
		: enough.plainType;
}

/** Without underscores at its ends. */
function bare(name: string): string {
	let [start, end] = [0, name.length];
	while (name[start] === '_') start++;
	while (end > start && name[end - 1] === '_') end--;
	return name.slice(start, end);
}

/** By the number in the file (enum bpf_core_relo_kind); names as libbpf prints them (core_relo_kind_str). */
export const relocationKinds = [
	'byte_off',
	'byte_sz',
	'field_exists',
	'signed',
	'lshift_u64',
	'rshift_u64',
	'local_type_id',
	'target_type_id',
	'type_exists',
	'type_size',
	'enumval_exists',
	'enumval_value',
	'type_matches',
] as const;
export type CoreRelocationKind = (typeof relocationKinds)[number];

const fieldKinds: ReadonlySet<CoreRelocationKind> = new Set<CoreRelocationKind>([
	'byte_off',
	'byte_sz',
	'field_exists',
	'signed',
	'lshift_u64',
	'rshift_u64',
]);

/** About a member: where it is, how large, whether it exists. */
export function isFieldKind(kind: CoreRelocationKind): boolean {
	return fieldKinds.has(kind);
}

/** About an enumerator: its value, whether it exists. Neither field nor enumerator: about a type. */
export function isEnumeratorKind(kind: CoreRelocationKind): boolean {
	return kind === 'enumval_exists' || kind === 'enumval_value';
}

/** Whether it asks if something exists, so that nothing found is an answer and no failure. */
export function isQuestion(kind: CoreRelocationKind): boolean {
	return kind.endsWith('_exists') || kind === 'type_matches';
}

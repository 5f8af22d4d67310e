/** Version ranges as written in a configuration: `*`, `6.1`, `>=6.4`, `>=5.15 <6.4`. */
export interface VersionRange {
	readonly text: string;
	/** All of them must hold; empty means every version. */
	readonly comparators: readonly VersionComparator[];
}

export interface VersionComparator {
	readonly operator: '>=' | '<=' | '>' | '<' | '=';
	/** One to three parts, such as `6.4`. */
	readonly version: string;
}

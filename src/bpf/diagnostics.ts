/** One message of a compiler: its place is as the compiler printed it, not yet mapped to the repository. */
export interface Diagnostic {
	readonly severity: 'error' | 'warning' | 'note';
	readonly message: string;
	readonly file?: string;
	readonly line?: number;
	readonly column?: number;
	/** The files that include `file`, innermost first. */
	readonly includedFrom: readonly { readonly file: string; readonly line: number }[];
	/** Notes that belong to it, such as `candidate` or `expanded from macro`. */
	readonly notes: readonly Diagnostic[];
}

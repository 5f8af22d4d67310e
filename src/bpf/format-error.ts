/** What is wrong with a file of untrusted bytes, as a closed set that callers can switch on. */
export type FormatErrorKind =
	| 'not-elf'
	| 'not-64-bit'
	| 'big-endian'
	| 'wrong-machine'
	| 'truncated'
	| 'malformed'
	| 'unsupported'
	/** Well-formed, but beyond what any compiler produces: refused so that hostile files stay cheap. */
	| 'too-large';

/** The only error that the readers in this folder throw. */
export class FormatError extends Error {
	readonly kind: FormatErrorKind;

	constructor(kind: FormatErrorKind, message: string) {
		super(message);
		this.name = 'FormatError';
		this.kind = kind;
	}
}

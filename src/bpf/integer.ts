/** The whole number that is written: a number, or text in decimal or, behind 0x, hexadecimal digits. */
export function integerOf(written: unknown): bigint | undefined {
	if (typeof written === 'number') return Number.isSafeInteger(written) ? BigInt(written) : undefined;
	if (typeof written !== 'string') return undefined;
	const [, sign, digits] = /^\s*([+-]?)(0x[0-9a-f]{1,32}|\d{1,40})\s*$/i.exec(written) ?? [];
	if (digits === undefined) return undefined;
	return sign === '-' ? -BigInt(digits) : BigInt(digits);
}

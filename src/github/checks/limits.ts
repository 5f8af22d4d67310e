// What GitHub takes of a check run: https://docs.github.com/rest/checks/runs, and its OpenAPI description.

/** Of a summary and of a text. GitHub counts characters in one place and bytes in another; bytes are never fewer. */
export const textBytesMax = 65_535;
/** Of an annotation's message: 64 KB. */
export const messageBytesMax = 64_000;
/** Of an annotation's title and of a check run's, in characters. */
export const titleMax = 255;
export const annotationsPerRequest = 50;
/** Ten requests. Nobody reads more, and every one of them counts against the token's rate limit. */
export const annotationsPerRun = 500;

/**
 * As check runs can hold it: a character beyond U+FFFF takes four bytes in UTF-8, which annotations do not take
 * (they answer 422), so it is written by its number.
 */
export function withinBasicPlane(text: string): string {
	return text.replace(/[\u{10000}-\u{10ffff}]/gu, (character) => {
		const code = character.codePointAt(0) ?? 0;
		return `U+${code.toString(16).toUpperCase()}`;
	});
}

/** At most so many bytes of UTF-8, `…` included where it was cut; no character is torn. */
export function cutBytes(text: string, most: number): string {
	const bytes = Buffer.from(text);
	if (bytes.length <= most) return text;
	const mark = '…';
	// A byte of the form 10xxxxxx goes on with a character (RFC 3629 §3).
	let end = most - Buffer.byteLength(mark);
	while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
	return `${bytes.toString('utf8', 0, Math.max(0, end))}${mark}`;
}

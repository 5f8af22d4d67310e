/** Longer lines are cut: nobody reads them, and their text is hostile. */
const longestLine = 4096;

const carriageReturn = 13;

/** Hands each line of `text` that is not empty to `take`, without its end (`\n`, or `\r\n` as serial consoles write), cut to 4 KiB. */
export function eachLine(text: string, take: (line: string) => void): void {
	for (let start = 0; start < text.length; ) {
		const newline = text.indexOf('\n', start);
		const next = newline === -1 ? text.length : newline;
		const end = text.charCodeAt(next - 1) === carriageReturn ? next - 1 : next;
		if (end > start) take(text.slice(start, Math.min(end, start + longestLine)));
		start = next + 1;
	}
}

/** `0.4 s`, `83 s` as `1 min 23 s`, `1 h 2 min`. */
export function duration(ms: number): string {
	if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
	const seconds = Math.floor(ms / 1000);
	if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
	return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** `1 kernel`, `4 kernels`. */
export function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** ` (+50 %)`; nothing where there is no change, or nothing to compare with. */
export function percentText(from: number, to: number): string {
	const percent = Math.round(((to - from) / from) * 100);
	if (from === 0 || percent === 0) return '';
	return ` (${percent > 0 ? '+' : ''}${percent} %)`;
}

// Wide on a terminal: the East Asian blocks of UAX #11 and what is drawn as a picture by default. What is in doubt
// counts as narrow only below U+1100, so a line may come out short but does not wrap.
const wide =
	/[\u{1100}-\u{115f}\u{2e80}-\u{a4cf}\u{a960}-\u{a97c}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{1f000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Columns that a text without control characters takes on a terminal. */
export function columns(text: string): number {
	let sum = 0;
	for (const character of text) sum += wide.test(character) ? 2 : 1;
	return sum;
}

/** At most `width` columns, cut at the end with `…`. */
export function clip(text: string, width: number): string {
	if (columns(text) <= width) return text;
	let kept = '';
	let left = width - 1;
	for (const character of text) {
		left -= columns(character);
		if (left < 0) break;
		kept += character;
	}
	return width < 1 ? '' : `${kept}…`;
}

/** Filled with spaces to `width` columns. */
export function pad(text: string, width: number): string {
	return text + ' '.repeat(Math.max(0, width - columns(text)));
}

/** `12 KiB`, `3.4 MiB`. */
export function size(bytes: number): string {
	if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KiB`;
	return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

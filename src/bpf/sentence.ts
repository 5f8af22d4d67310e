/**
 * The text between the parts of a sentence, when `line` begins with the first part and has the others in order. An empty
 * first part lets it begin anyhow; an empty last part takes the rest of the line. Names in sentences are hostile, so they
 * are cut out by plain search: no pattern is made of them, and none runs over them.
 */
export function gapsOf(
	[start = '', ...parts]: readonly string[],
	line: string,
): readonly string[] | undefined {
	if (!line.startsWith(start)) return undefined;
	let at = start.length;
	const gaps: string[] = [];
	for (const part of parts) {
		const next = part === '' ? line.length : line.indexOf(part, at);
		if (next === -1) return undefined;
		gaps.push(line.slice(at, next));
		at = next + part.length;
	}
	return gaps;
}

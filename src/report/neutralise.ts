// Text from a guest, an object or a pull request is hostile wherever it is shown: it could move the cursor, hide
// what stands before it, or command the runner that reads our output. Files keep it as it was; whatever is printed
// or annotated goes through here. Every pattern is linear: no two neighbouring parts can match the same character.

// ECMA-48: control sequences (CSI, §5.4) and control strings (DCS, SOS, OSC, PM, APC, §5.6) in their 7-bit and 8-bit
// forms; other escapes are two or more characters, intermediate bytes first (ECMA-35 §13.2.1).
const controlSequence = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/g;
const controlString =
	/(?:\x1b[PX\]^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x9c|\x1b\\|(?=\n)|$)/g;
const escapeSequence = /\x1b[ -/]*[0-~]?/g;

/** Controls but tab and newline, and all that shows nothing: bidirectional overrides, zero-width characters, tags. */
const invisible = /[^\P{Cc}\t\n]|\p{Cf}|\p{Zl}|\p{Zp}|\p{Default_Ignorable_Code_Point}/gu;

// The runner takes `::name::` as a command where a line begins with it, white space aside, and `##[name]` anywhere
// in a line (actions/runner, src/Runner.Common/ActionCommand.cs, TryParseV2 and TryParse). It compares by the rules
// of a culture, which skip invisible characters, so these are gone before and what breaks the form is a plain space.
const commandAtLineStart = /^([^\S\n]*):(?=:)/gm;
const commandAnywhere = /##(?=\[)/g;

/** The text with nothing in it but visible characters, tabs and newlines. */
export function visible(text: string): string {
	return text
		.toWellFormed()
		.replace(/\r\n?/g, '\n')
		.replace(controlString, '')
		.replace(controlSequence, '')
		.replace(escapeSequence, '')
		.replace(invisible, '');
}

/** {@link visible}, and no form of a workflow command in it: for what may come into a runner's log. */
export function neutralise(text: string): string {
	return visible(text).replace(commandAtLineStart, '$1: ').replace(commandAnywhere, '# #');
}

/** {@link neutralise}d, on one line, and at most `max` UTF-16 units long, `…` included where it was cut. */
export function oneLine(text: string, max = 500): string {
	// The runner trims before it looks for a command, so the text is trimmed before it is made harmless.
	return cut(
		neutralise(
			text
				.slice(0, 4 * max)
				.replace(/\s+/g, ' ')
				.trim(),
		)
			.replace(/\s+/g, ' ')
			.trim(),
		max,
	);
}

/** At most `max` UTF-16 units, `…` included where it was cut; no surrogate pair is torn. */
export function cut(text: string, max: number): string {
	if (text.length <= max) return text;
	const kept = text.slice(0, Math.max(0, max - 1));
	return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`;
}

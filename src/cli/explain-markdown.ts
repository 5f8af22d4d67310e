import type { ExplainedObject, ExplainedRelocation } from '../findings/explain-object.ts';
import { needText } from '../findings/needs.ts';
import { advice, codeSpan, escapeText, prose, table } from '../report/markdown.ts';
import { needNote, needsLimit, placeText, resolveText } from './explain-text.ts';

/** For an issue, a comment or a summary: tables with a column for each kernel, then what is missing. */
export function explanationMarkdown({ object, kernels, relocations, needs }: ExplainedObject): string {
	const header = kernels.map(escapeText);
	const missing = relocations.filter(({ message }) => message !== undefined);
	const notes = needs.flatMap((need) => needNote(need) ?? []);
	const sections = [
		`## ${codeSpan(object)}`,
		...(relocations.length === 0
			? []
			: [
					'### CO-RE relocations',
					table(
						['Place', 'Asks', 'For', ...header],
						relocations.map((relocation) => [
							codeSpan(placeText(relocation)),
							escapeText(relocation.kind),
							codeSpan(relocation.path),
							...relocation.kernels.map(({ value }) => value ?? '❌'),
						]),
					),
					prose(resolveText(relocations.length, missing.length, kernels.length)),
				]),
		...missing.map(missingSection),
		...relocations.flatMap((relocation) =>
			relocation.warning === undefined
				? []
				: [
						`${codeSpan(placeText(relocation))}: ${codeSpan(relocation.path)}\n\n${prose(relocation.warning)}`,
					],
		),
		...(needs.length === 0
			? []
			: [
					'### What it needs besides',
					table(
						['Needs', ...header],
						needs.map((need) => [
							escapeText(needText(need)),
							...need.kernels.map(({ answer }) => marks[answer]),
						]),
					),
					...(notes.length === 0 ? [] : [notes.map((note) => `- ${prose(note)}`).join('\n')]),
					prose(needsLimit),
				]),
	];
	return `${sections.join('\n\n')}\n`;
}

const marks = { yes: '✅', no: '❌', unknown: '?' } as const;

function missingSection(relocation: ExplainedRelocation): string {
	const { path, message = '', hint, code = '' } = relocation;
	const text = `#### ${codeSpan(placeText(relocation))}: ${codeSpan(path)} (${escapeText(code)})\n\n${prose(message)}`;
	return hint === undefined ? text : `${text}\n\n${advice(hint)}`;
}

import type { FakeCheckRun } from '../fakes/github.ts';
import type { StepResult } from '../fakes/runner.ts';

/** What GitHub shows of a step and its check runs, as text; what differs from day to day and machine to machine by a letter. */
export function shown(step: StepResult, workspace: string, runs: readonly FakeCheckRun[] = []): string {
	const sections = {
		'exit code': [String(step.exitCode)],
		annotations: step.issues.flatMap(({ level, file, line, col, title, message }) => [
			`${level} ${[file, line, col].filter((part) => part !== undefined).join(':')}`.trim(),
			`  ${title ?? ''}`,
			...indented(message),
		]),
		'check runs': runs.flatMap(checkRun),
		outputs: Object.entries(step.outputs).map(([name, value]) => `${name}: ${value}`),
		log: steadyLog(step.log),
		summary: step.summary
			.replace(/<details>.*?<\/details>\n*/gs, '')
			.trimEnd()
			.split('\n'),
	};
	const text = Object.entries(sections)
		.filter(([, lines]) => lines.length > 0)
		.map(([name, lines]) => `===== ${name}\n${lines.map((line) => line.trimEnd()).join('\n')}\n`)
		.join('\n');
	return steady(text, workspace);
}

function checkRun({ name, status, conclusion, title, summary, annotations }: FakeCheckRun): string[] {
	return [
		`${name}: ${status}, ${conclusion}`,
		...indented(title),
		...indented(summary),
		...annotations.flatMap((annotation) => [
			`  ${annotation.annotation_level} ${annotation.path}:${annotation.start_line}:${annotation.start_column ?? ''}`,
			...indented(annotation.title ?? '', '    '),
			...indented(annotation.message, '    '),
		]),
	];
}

function indented(text: string, indent = '  '): string[] {
	return text.split('\n').map((line) => indent + line);
}

/** Without what depends on caches and on which kernel is quicker: preparations, waiting, the order of the groups. */
function steadyLog(log: readonly string[]): string[] {
	const lines = log.filter((line) => !/^(?:building|packing|installing|wait) /.test(line));
	const text = lines
		.join('\n')
		.replace(
			/(?:^debian:.*: started\n)+/gm,
			(started) => `${started.trimEnd().split('\n').sort().join('\n')}\n`,
		)
		.replace(/(?:^##\[group\]debian:.*?^##\[endgroup\]\n)+/gms, (groups) =>
			groups
				.split(/(?<=^##\[endgroup\]\n)/m)
				.sort()
				.join(''),
		);
	// What libbpf and the compiler count is theirs.
	return text.replace(/^ {2}from the verifier's log:\n(?: {4}.*\n)+/gm, '').split('\n');
}

function steady(text: string, workspace: string): string {
	return text
		.replaceAll(workspace, '/workspace')
		.replace(/ *\b(?:\d+ h )?(?:\d+ min )?\d+(?:\.\d)? s\b/g, ' T')
		.replace(/\b(\d+\.\d+)\.\d+(?:-\d+)?(?:\+deb\d+)?(?:-cloud-amd64)?\b/g, '$1.N')
		.replace(/sha256:[0-9a-f]{64}/g, 'sha256:DIGEST')
		.replace(/(\.c:\d+):\d+/g, '$1:C')
		.replace(/instruction \d+/g, 'instruction N')
		.replace(/(?<=\S) {2,}/g, '  ');
}

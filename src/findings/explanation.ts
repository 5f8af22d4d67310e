import type { LoadLog } from '../bpf/load-log.ts';
import { oneLine } from '../report/neutralise.ts';
import type { Failure } from './failure.ts';

/** The part of a failure that depends on what libbpf and the verifier said. */
export type Explanation = Pick<Failure, 'code' | 'title' | 'message' | 'hint'>;

/** Lines of the verifier's refusal that a message quotes. */
const quotedLines = 8;

/** `The verifier refused instruction 7, near "*v += 1;":` and its last words. */
export function refusal({ message, insn, comment, explanation }: LoadLog): string {
	const where = insn === undefined ? 'the program' : `instruction ${insn}`;
	const near = comment === undefined ? '' : `, after \`${oneLine(comment.text)}\``;
	const lines = message.slice(0, quotedLines).map((line) => `\n  ${oneLine(line)}`);
	const { reason = '', suggestion = '' } = explanation ?? {};
	const why =
		reason + suggestion === '' ? '' : `\nThe kernel explains: ${oneLine(`${reason} ${suggestion}`)}`;
	return `The verifier refused ${where}${near}:${lines.join('')}${why}`;
}

/** What libbpf and the verifier said, the first lines of each. */
export function quoted({ libbpf, message }: LoadLog): string {
	const lines = [...libbpf.slice(0, 4), ...message.slice(0, 4)];
	return `What was said:${lines.map((line) => `\n  ${oneLine(line)}`).join('')}`;
}

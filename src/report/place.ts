import type { Finding } from '../findings/finding.ts';

/** `file:line:column` as far as it is known; else the object; empty for what concerns a whole kernel. Hostile text. */
export function placeText({ file, line, column, object }: Finding): string {
	if (file === undefined) return object ?? '';
	return [file, line, column].filter((part) => part !== undefined).join(':');
}

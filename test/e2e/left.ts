import { readdirSync, readFileSync } from 'node:fs';

/** Command lines of guests of which a workspace is to be seen. */
export function guestsLeft(workspace: string): string[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
		.map((pid) => {
			try {
				return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
			} catch {
				return '';
			}
		})
		.filter((command) => command.includes('qemu') && command.includes(workspace));
}

import { readFileSync } from 'node:fs';

/** The payload of the event that started the workflow; undefined where there is none that can be read. */
export function readEvent(env: NodeJS.ProcessEnv): unknown {
	try {
		return JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8'));
	} catch {
		return undefined;
	}
}

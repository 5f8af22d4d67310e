/*
 * WWW-Authenticate (RFC 9110, 11.6.1): challenges, separated by commas, each a scheme and either one token68 or parameters
 * that are separated by commas too. The server may write anything; what does not fit the grammar ends the reading.
 */

export interface Challenge {
	/** In lower case: `basic`, `bearer`. */
	readonly scheme: string;
	/** Names in lower case. */
	readonly parameters: ReadonlyMap<string, string>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const parameterPattern = new RegExp(`(${token})[ \\t]*=[ \\t]*(?:(${token})|"((?:[^"\\\\]|\\\\.)*)")`, 'y');
const schemePattern = new RegExp(`(${token})(?: +[0-9A-Za-z._~+/-]+=*(?=[ \\t]*(?:,|$)))?(?=[ \\t,]|$)`, 'y');
const separatorPattern = /[ \t,]*/y;

/** The challenges in order. */
export function parseChallenges(header: string): Challenge[] {
	const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
	let position = 0;
	const take = (pattern: RegExp): RegExpExecArray | null => {
		pattern.lastIndex = position;
		const match = pattern.exec(header);
		if (match !== null) position = pattern.lastIndex;
		return match;
	};
	for (take(separatorPattern); position < header.length; take(separatorPattern)) {
		const current = challenges.at(-1);
		const parameter = current === undefined ? null : take(parameterPattern);
		if (parameter !== null) {
			const [, name = '', plain, quoted = ''] = parameter;
			current?.parameters.set(name.toLowerCase(), plain ?? quoted.replace(/\\(.)/g, '$1'));
			continue;
		}
		const scheme = take(schemePattern)?.[1];
		if (scheme === undefined) break;
		challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
	}
	return challenges;
}

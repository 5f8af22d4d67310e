#!/usr/bin/env node
// The command's first file, and the only one that an older Node has to understand: it imports nothing statically,
// because a named import that an older Node's own modules lack fails before a single line has run.

/** What the action declares, and what everything is tested on. */
const leastMajor = 24;

if (Number.parseInt(process.versions.node, 10) < leastMajor) {
	process.stderr.write(
		`core-matrix needs Node.js ${leastMajor} or newer; this is ${process.versions.node} (${process.execPath}).\nInstall it from https://nodejs.org, or run: npx -p node@${leastMajor} -p core-matrix core-matrix\n`,
	);
	process.exitCode = 2;
} else {
	await import('./cli.ts');
}

import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz/run.ts';

/*
 * Mutated real inputs to every reader of untrusted bytes: `npm run fuzz -- --inputs 1000000`. Each must give a value or a
 * FormatError, in time. The same seed makes the same inputs; the first that does something else is written to a file.
 */

const { values } = parseArgs({
	options: { inputs: { type: 'string', default: '100000' }, seed: { type: 'string' } },
});
const inputs = Number(values.inputs);
const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed);
if (!Number.isSafeInteger(inputs) || inputs < 1 || !Number.isSafeInteger(seed)) {
	console.error('usage: npm run fuzz -- [--inputs NUMBER] [--seed NUMBER]');
	process.exit(2);
}

const began = performance.now();
console.log(`${inputs} inputs, seed ${seed}`);
const { tallies, fault } = fuzz({
	inputs,
	seed,
	allowedMs: 250,
	onProgress: (done) => done > 0 && done % 100_000 === 0 && console.log(`${done} inputs read`),
});
for (const [name, tally] of tallies) {
	console.log(
		`${name}: ${tally.inputs} inputs, ${tally.refused} refused, the slowest took ${tally.slowestMs.toFixed(1)} ms`,
	);
}
console.log(`in ${Math.round((performance.now() - began) / 1000)} s`);
if (fault !== undefined) {
	const path = join(tmpdir(), `fuzz-${fault.target}-${seed}`);
	writeFileSync(path, fault.input);
	console.error(`${fault.target}: ${fault.what}: ${fault.message}\nThe input is in ${path}.`);
	process.exitCode = 1;
}

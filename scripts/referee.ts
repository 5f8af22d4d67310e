import { cp, glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readKernels } from '../src/config/kernel-list.ts';
import { loadConfig } from '../src/config/load.ts';
import { chooseAccelerator } from '../src/guest/accelerator.ts';
import { buildGuestPrograms } from '../src/guest/agent-build.ts';
import { packageFile } from '../src/package-root.ts';
import type { VerifierReport } from '../src/report/json.ts';
import { writeOutputs } from '../src/report/write.ts';
import { kernelPaths } from '../src/run/paths.ts';
import { run } from '../src/run.ts';
import { defaultMemoryMiB } from '../src/run-options.ts';
import { inTemporaryFolder } from '../src/store.ts';
import { type Comparison, compare, type Seen } from './referee/compare.ts';
import { explanationOf } from './referee/explained.ts';
import { runVeristat } from './referee/guest.ts';
import { fetchVeristat } from './referee/veristat.ts';

/*
 * Debian's veristat, the verifier people's own tool, as referee: it loads the same objects on the same kernels, and both
 * must come to the same verdict and the same figures for each program: `npm run referee -- --kernels "debian:6.1 debian:7"`.
 * Exit code 1 on a difference that docs/referee.md does not explain.
 */

const { values: given } = parseArgs({
	options: {
		kernels: { type: 'string', default: 'debian:6.1 debian:6.12' },
		accel: { type: 'string', default: 'auto' },
	},
});
const accel = (['auto', 'kvm', 'tcg'] as const).find((name) => name === given.accel);
const kernels = readKernels(given.kernels, process.cwd());
if (accel === undefined) {
	console.error('usage: npm run referee -- [--kernels LIST] [--accel auto|kvm|tcg]');
	process.exit(2);
}

/** What never ends is to be refused by the verifier, not by a deadline: veristat has none. */
const deadlines = { loadMs: 600_000 };

/** What is compared: the examples and the end-to-end tests' programs, built on the first kernel, and the fixtures as they are. */
const sources = ['examples/*/*.bpf.c', 'examples/*/*.h', 'test/e2e/programs/*.bpf.c'];
const fixtures = 'test/fixtures/bpf/*.o';
/** A kernel module, which a test of modules' types reads. */
const noObject = 'test/fixtures/bpf/module.o';

async function copyObjects(folder: string): Promise<string> {
	for await (const name of glob([...sources, fixtures], { cwd: packageFile('.') })) {
		if (name !== noObject) await cp(packageFile(name), join(folder, name));
	}
	const configuration = JSON.stringify({
		kernels: kernels.map(({ text }) => text),
		build: { on: kernels[0]?.text },
		objects: [
			...sources.filter((pattern) => pattern.endsWith('.c')).map((source) => ({ source })),
			{ object: fixtures },
		],
	});
	const file = join(folder, 'core-matrix.yml');
	await writeFile(file, configuration);
	return file;
}

/** Loads everything as a run does. */
async function runOurs(folder: string) {
	const config = await loadConfig({ file: await copyObjects(folder), cwd: folder });
	const out = join(folder, 'out');
	const listen = (event: Parameters<Parameters<typeof run>[1]>[0]) => {
		if (event.type === 'notice' || event.type === 'host') console.error(event.message);
		if (event.type === 'done') console.error(`${event.kernel}: done`);
	};
	const report = await run(
		{ config, out, accel: accel ?? 'auto', memoryMiB: defaultMemoryMiB, access: {}, deadlines },
		listen,
	);
	await writeOutputs(report, { out, root: folder });
	const figures: VerifierReport = JSON.parse(await readFile(join(out, 'verifier.json'), 'utf8'));
	const built = kernelPaths(kernels[0]?.text ?? '');
	const objects = config.objects.map(({ name, kind }) => ({
		name,
		file: kind === 'object' ? join(folder, name) : join(out, built.object(name)),
	}));
	return { figures, objects };
}

async function compareAll(folder: string): Promise<Comparison[]> {
	const { figures, objects } = await runOurs(folder);
	const opened = objects.filter(({ name }) =>
		figures.kernels.some(({ programs }) => programs.some(({ object }) => object === name)),
	);
	const veristat = await fetchVeristat();
	console.log(`veristat ${veristat.version} with libbpf ${veristat.libbpf}`);
	const { probe } = await buildGuestPrograms(() => {});
	const { accelerator } = await chooseAccelerator(accel ?? 'auto', probe);
	const compared: Comparison[] = [];
	for (const spec of kernels) {
		const files = opened.map(({ file }) => file);
		const runs = await runVeristat(spec, accelerator, veristat, files);
		const own = figures.kernels.find((kernel) => kernel.spec === spec.text)?.programs ?? [];
		for (const [index, { name }] of opened.entries()) {
			const ours = own.filter(({ object }) => object === name);
			compared.push(...compare(spec.text, name, ours, runs[index]?.rows ?? []));
		}
	}
	return compared;
}

const sideText = (side: Seen | undefined): string =>
	side === undefined
		? '-'
		: `${side.loaded ? 'loads' : 'refused'}, ${side.insns} insns, ${side.states} states, ${side.peakStates} at most`;

const compared = await inTemporaryFolder(compareAll);
const differing = compared.filter(({ difference }) => difference !== undefined);
for (const each of differing) {
	const why = explanationOf(each);
	console.log(
		`\n${each.kernel} ${each.object} ${each.program}: ${each.difference}\n  core-matrix: ${sideText(each.ours)}\n  veristat:    ${sideText(each.veristat)}\n  ${why ?? 'UNEXPLAINED'}`,
	);
}
const tried = compared.filter(({ ours, veristat }) => ours !== undefined && veristat !== undefined);
const unexplained = differing.filter((each) => explanationOf(each) === undefined).length;
console.log(
	`\n${compared.length} programs on ${kernels.length} kernels, ${tried.length} tried by both: ${compared.length - differing.length} agree in verdict and figures, ${differing.length - unexplained} differ as docs/referee.md explains, ${unexplained} differ otherwise`,
);
// A comparison of nothing agrees too.
process.exitCode = unexplained === 0 && compared.length > 0 ? 0 : 1;

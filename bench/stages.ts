import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { readLoadLog } from '../src/bpf/load-log.ts';
import type { ObjectConfig } from '../src/config/config.ts';
import { readKernels } from '../src/config/kernel-list.ts';
import { loadConfig } from '../src/config/load.ts';
import { CoreMatrixError } from '../src/error.ts';
import { bootGuest, type Guest } from '../src/guest/guest.ts';
import { baseFiles, writeInitramfs } from '../src/guest/initramfs.ts';
import type { LayerFile } from '../src/guest/layer.ts';
import { encodeFrame, messageTypes } from '../src/guest/protocol.ts';
import { describeMachine } from '../src/guest/qemu.ts';
import { getFile, headerFolder, putFile } from '../src/guest/requests.ts';
import { tryProgram } from '../src/guest/trial.ts';
import { workspaceFiles } from '../src/guest/workspace.ts';
import type { KernelImage } from '../src/kernels/image.ts';
import { resolveKernel } from '../src/kernels/resolve.ts';
import { createLog } from '../src/log.ts';
import { packageFile } from '../src/package-root.ts';
import { buildObject, compilerFlags, prepareHeader } from '../src/run/build.ts';
import { createBuilds } from '../src/run/builds.ts';
import { type GuestBuilding, type Host, prepareHost } from '../src/run/host.ts';
import { kernelPaths } from '../src/run/paths.ts';
import { defaultMemoryMiB, type RunOptions } from '../src/run-options.ts';
import { measure, record, type Samples, table } from './samples.ts';

/*
 * How long the stages of a run take here, beside what they cannot take less than. There are no thresholds: machines
 * differ, so a stage is to be compared with its floor, and with itself before a change.
 *
 *     npm run bench -- --runs 5 --kernels "debian:6.1 debian:7" --accel tcg
 *
 * Each run takes fresh guests, one at a time, and goes through everything once, so that a noisy minute falls on all alike.
 */

const { values: given } = parseArgs({
	options: {
		runs: { type: 'string', default: '5' },
		kernels: { type: 'string', default: 'debian:6.1' },
		accel: { type: 'string', default: 'auto' },
	},
});

/** What is compiled and loaded, of examples/iov_iter. */
const program = 'kvec';

/** What a stage is compared with. A load's floor is the verifier's own time, as the kernel measures it. */
const floors = {
	boot: 'boot, floor',
	'boot with the toolchain': 'boot, floor',
	compile: 'compile, floor',
	load: 'load, floor',
} as const;

interface Bench {
	readonly host: Host;
	readonly building: GuestBuilding;
	readonly root: string;
	readonly object: ObjectConfig;
	/** The first process of the floor's guest. */
	readonly floor: string;
	readonly scratch: string;
}

/** From the files of a guest to its hello. */
async function boot(
	{ host, scratch }: Bench,
	image: KernelImage,
	archives: readonly string[],
	files: readonly LayerFile[],
): Promise<Guest> {
	const initramfs = join(scratch, 'initramfs');
	await writeInitramfs(initramfs, archives, files);
	return await bootGuest({
		arguments: describeMachine({
			accelerator: host.accelerator,
			memoryMiB: defaultMemoryMiB,
			image: image.image,
			initramfs,
		}),
		consolePath: join(scratch, 'console.log'),
		deadlineMs: host.deadlines.bootMs,
	});
}

function floorFiles(floor: string): LayerFile[] {
	const hello = encodeFrame(messageTypes.hello, 0, 0, [['release', 'floor']]);
	return [
		{ path: '/init', from: floor, mode: 0o755 },
		{ path: '/hello', content: hello, mode: 0o644 },
	];
}

async function stages(bench: Bench, image: KernelImage, samples: Samples): Promise<void> {
	const { host, building } = bench;
	const base = baseFiles(host.programs, image);
	const bare = await measure(samples, floors.boot, () => boot(bench, image, [], floorFiles(bench.floor)));
	await bare.stop();
	const loader = await measure(samples, 'boot', () => boot(bench, image, [], base));
	await loader.stop();
	const files = [...base, ...workspaceFiles(building.workspace)];
	const guest = await measure(samples, 'boot with the toolchain', () =>
		boot(bench, image, [building.toolchain.archive], files),
	);
	try {
		await buildAndLoad(bench, image.spec, guest, samples);
	} finally {
		await guest.stop();
	}
}

async function buildAndLoad(bench: Bench, spec: string, guest: Guest, samples: Samples): Promise<void> {
	const { host, building, object, root, scratch } = bench;
	const context = {
		guest,
		spec,
		root,
		out: scratch,
		clang: building.toolchain.clang,
		workspace: building.workspace,
		paths: kernelPaths(spec),
		buildMs: host.deadlines.buildMs,
		builds: createBuilds(),
	};
	const trouble = await measure(samples, 'vmlinux.h', () => prepareHeader(context));
	if (trouble !== undefined) throw new CoreMatrixError('infrastructure', trouble.message);
	await compileOnHost(bench, guest, samples);
	await measure(samples, 'compile', () => buildObject(context, object));
	const path = await context.builds.await(object.name, spec);
	if (path === undefined)
		throw new CoreMatrixError('infrastructure', `${object.name} did not compile on ${spec}`);
	await load(bench, guest, path, samples);
}

async function load({ host, scratch }: Bench, guest: Guest, path: string, samples: Samples): Promise<void> {
	const log = createLog(join(scratch, 'load.log'));
	const request = { path: '/tmp/object.o', program, group: 'bench', loadWith: [], attachWith: [], maps: [] };
	await putFile(guest, path, request.path);
	const trial = await tryProgram(guest, request, log, host.deadlines).finally(() => log.close());
	const { verifyUs } = readLoadLog(log.excerpt());
	if (trial.loaded?.errno !== 0 || verifyUs === undefined)
		throw new CoreMatrixError('infrastructure', `${program} did not load:\n${log.excerpt()}`);
	record(samples, floors.load, verifyUs / 1000);
	record(samples, 'load', trial.loadMs);
}

/** The same compiler on this machine, with the guest's header. */
async function compileOnHost(bench: Bench, guest: Guest, samples: Samples): Promise<void> {
	const { root, object, scratch, building } = bench;
	await getFile(guest, `${headerFolder}/vmlinux.h`, join(scratch, 'vmlinux.h'));
	const flags = compilerFlags(scratch);
	const words = [...flags, '-c', object.name, '-o', join(scratch, 'host.o')];
	await measure(samples, floors.compile, () => execa(building.toolchain.clang, words, { cwd: root }));
}

async function prepare(scratch: string): Promise<Bench> {
	const file = packageFile('examples/iov_iter/core-matrix.yml');
	const config = await loadConfig({ file, cwd: scratch });
	const object = config.objects.find(({ name }) => name.endsWith(`/${program}.bpf.c`));
	if (object === undefined) throw new Error(`examples/iov_iter has no ${program}`);
	const accel = (['auto', 'kvm', 'tcg'] as const).find((name) => name === given.accel);
	if (accel === undefined) throw new CoreMatrixError('usage', '--accel: expected auto, kvm or tcg');
	const options: RunOptions = {
		config: { ...config, objects: [object] },
		out: scratch,
		accel,
		memoryMiB: defaultMemoryMiB,
		deadlines: {},
		access: {},
	};
	const host = await prepareHost(options, (event) => {
		if ('message' in event) console.log(event.message);
	});
	if (host.building?.on !== 'guests')
		throw new Error('a source is to be built, and nothing is there to build it');
	const floor = join(scratch, 'floor');
	await execa('cc', [
		'-O2',
		'-Wall',
		'-Wextra',
		'-Werror',
		'-static',
		'-o',
		floor,
		packageFile('bench/floor.c'),
	]);
	return { host, building: host.building, root: config.root, object, floor, scratch };
}

const scratch = await mkdtemp(join(tmpdir(), 'core-matrix-bench-'));
try {
	const runs = Number(given.runs);
	if (!Number.isInteger(runs) || runs < 1) throw new CoreMatrixError('usage', '--runs: expected 1 or more');
	const bench = await prepare(scratch);
	for (const spec of readKernels(given.kernels, process.cwd())) {
		const image = await resolveKernel(spec, { onNotice: console.log, onProgress: () => {} });
		const samples: Samples = new Map();
		for (let run = 0; run < runs; run++) await stages(bench, image, samples);
		const where = `${bench.host.accelerator}, ${availableParallelism()} cores, ${bench.object.name}`;
		console.log(`\n${spec.text} (${image.release}), ${runs} runs, ${where}\n\n${table(samples, floors)}`);
	}
} catch (error) {
	if (!(error instanceof CoreMatrixError)) throw error;
	console.error([error.message, error.remedy].filter(Boolean).join('\n'));
	process.exitCode = error.kind === 'usage' ? 2 : 3;
} finally {
	await rm(scratch, { recursive: true, force: true });
}

import { CoreMatrixError } from '../error.ts';
import type { FindingCode, Stage } from '../findings/finding.ts';
import type {
	BuildObservation,
	CellObservation,
	CommandObservation,
	KernelLogObservation,
	KernelObservation,
	Timings,
	Trouble,
} from '../findings/observation.ts';
import type { KernelImage } from '../kernels/image.ts';
import { seriesOf } from '../kernels/version.ts';

/** What is known of a kernel while its guest runs; it is given out whole whatever happens. */
export interface Progress {
	readonly started: number;
	ended?: number;
	stage: Stage;
	object?: string;
	builtOn?: string;
	program?: string;
	image?: KernelImage;
	release?: string;
	console?: string;
	trouble?: Trouble;
	builds: BuildObservation[];
	cells: CellObservation[];
	commands: CommandObservation[];
	kernelLog: KernelLogObservation[];
	timings: { -readonly [Part in Exclude<keyof Timings, 'totalMs'>]: number };
}

export function begin(): Progress {
	return {
		started: performance.now(),
		stage: 'resolve',
		builds: [],
		cells: [],
		commands: [],
		kernelLog: [],
		timings: { resolveMs: 0, bootMs: 0, buildMs: 0, loadMs: 0, triggerMs: 0 },
	};
}

const codeAtStage = (stage: Stage): FindingCode =>
	stage === 'resolve' ? 'kernel-unavailable' : 'guest-lost';

/** A kernel that complains for ever says nothing new. In UTF-16 units. */
const kernelLogMax = 1024 * 1024;

/** Keeps what the kernel complained of, with what was under way. */
export function noteKernelLog(progress: Progress, text: string): void {
	const kept = progress.kernelLog.reduce((sum, entry) => sum + entry.text.length, 0);
	if (kept + text.length > kernelLogMax) return;
	const { stage, object, builtOn, program } = progress;
	progress.kernelLog.push({
		stage,
		...(object !== undefined && { object }),
		...(builtOn !== undefined && { builtOn }),
		...(program !== undefined && { program }),
		text,
	});
}

const cancelled = new CoreMatrixError('infrastructure', 'the run was cancelled', {
	code: 'guest-lost',
	remedy: 'Run it again.',
});

/** What an AbortSignal throws, whatever waited for it (https://dom.spec.whatwg.org/#abortsignal-signal-abort). */
function isCancellation(error: unknown): boolean {
	return error instanceof Error && error.name === 'AbortError';
}

/** What was under way is what it happened to; a bug of ours is not the kernel's fault and goes on up. */
export function troubleOf(thrown: unknown, progress: Progress): Trouble {
	const error = isCancellation(thrown) ? cancelled : thrown;
	if (!(error instanceof CoreMatrixError)) throw error;
	return {
		code: error.code ?? codeAtStage(progress.stage),
		stage: progress.stage,
		message: error.message,
		...(error.remedy !== undefined && { remedy: error.remedy }),
		...(progress.object !== undefined && { object: progress.object }),
		...(progress.builtOn !== undefined && { builtOn: progress.builtOn }),
		...(progress.program !== undefined && { program: progress.program }),
		logs: progress.console === undefined ? [] : [progress.console],
	};
}

/**
 * What ranges are compared with. Debian's `6.1.0-56` is upstream's 6.1.192, which only its package says; the kernel's own
 * word counts where the two are not of one series.
 */
export function versionOf(image: KernelImage, release = image.release): string {
	return seriesOf(image.version) === seriesOf(release) ? image.version : release;
}

/** What has been seen of a kernel so far. */
export function snapshotOf(
	spec: string,
	accel: KernelObservation['accel'],
	progress: Progress,
): KernelObservation {
	const { image, release, console, trouble, builds, cells, commands, kernelLog, timings } = progress;
	return {
		spec,
		...(release !== undefined && { release }),
		...(image !== undefined && { version: versionOf(image, release) }),
		...(image !== undefined && { source: image.source }),
		arch: image?.arch ?? 'x86_64',
		accel,
		timings: {
			resolveMs: Math.round(timings.resolveMs),
			bootMs: Math.round(timings.bootMs),
			buildMs: Math.round(timings.buildMs),
			loadMs: Math.round(timings.loadMs),
			triggerMs: Math.round(timings.triggerMs),
			totalMs: Math.round((progress.ended ?? performance.now()) - progress.started),
		},
		...(console !== undefined && { console }),
		...(trouble !== undefined && { trouble }),
		builds: [...builds],
		cells: [...cells],
		commands: [...commands],
		kernelLog: [...kernelLog],
	};
}

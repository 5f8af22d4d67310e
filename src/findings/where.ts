import { compareVersions } from '../kernels/version.ts';
import { shortRelease } from '../report/matrix.ts';
import { oneLine } from '../report/neutralise.ts';
import type { Stage } from './finding.ts';

export interface KernelName {
	readonly spec: string;
	/** What `uname -r` said, or as far as it is known. */
	readonly release: string;
}

export interface Where {
	readonly stage: Stage;
	/** Oldest first, as every list here. */
	readonly bad: readonly KernelName[];
	/** The kernels on which the same thing got past this stage. */
	readonly good: readonly KernelName[];
	/** Those of `bad` of which the configuration says so. */
	readonly expected: 'all' | readonly KernelName[];
	/** Whether it is no failure, so that none is to be spoken of. */
	readonly untested: boolean;
}

const verbs: Readonly<Record<Stage, readonly [bad: string, good: string]>> = {
	resolve: ['Happens on', 'not on'],
	boot: ['Happens on', 'not on'],
	build: ['Does not compile on', 'compiles on'],
	load: ['Fails on', 'loads on'],
	attach: ['Fails on', 'attaches on'],
	trigger: ['Fails on', 'runs on'],
	expect: ['Happens on', 'not on'],
};

/** `Fails on debian:6.12 (6.12.95); loads on debian:6.1 (6.1.176). Last good 6.1.176, first bad 6.12.95.` */
export function whereText({ stage, bad, good, expected, untested }: Where): string {
	if (untested) return `Happens on ${bad.map(kernelText).join(', ')}.`;
	const [fails, passes] = verbs[stage];
	// Of one build kernel's objects, none may fail.
	if (bad.length === 0) return `${passes} ${good.map(kernelText).join(', ')}.`;
	const other = good.length === 0 ? '' : `; ${passes} ${good.map(kernelText).join(', ')}`;
	const sentences = [`${fails} ${bad.map(kernelText).join(', ')}${other}.`];
	if (stage !== 'expect') sentences.push(...turnText(bad, good));
	if (expected === 'all') sentences.push('As expected.');
	else if (expected.length > 0) sentences.push(`Expected on ${expected.map(kernelText).join(', ')} only.`);
	return sentences.join(' ');
}

/** Where the change lies, if there is one place and not several. */
function turnText(bad: readonly KernelName[], good: readonly KernelName[]): string[] {
	const [lastGood, firstBad, lastBad, firstGood] = [good.at(-1), bad[0], bad.at(-1), good[0]];
	if (!lastGood || !firstBad || !lastBad || !firstGood) return [];
	if (isOlder(lastGood, firstBad)) return [`Last good ${version(lastGood)}, first bad ${version(firstBad)}.`];
	if (isOlder(lastBad, firstGood)) return [`Last bad ${version(lastBad)}, first good ${version(firstGood)}.`];
	return [];
}

function isOlder(a: KernelName, b: KernelName): boolean {
	return compareVersions(a.release, b.release) < 0;
}

/** `debian:6.12 (6.12.95)`. */
export function kernelText(kernel: KernelName): string {
	const spec = oneLine(kernel.spec, 100);
	return kernel.release === '' ? spec : `${spec} (${version(kernel)})`;
}

function version({ spec, release }: KernelName): string {
	return oneLine(shortRelease(release) || spec, 100);
}

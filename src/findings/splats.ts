/** A kernel's complaint about itself, in its own words; hostile as all that comes from a guest. */
export interface Splat {
	/** What kind of complaint, as it fits after `the kernel reported`. */
	readonly kind: string;
	/** The line that says it. */
	readonly heading: string;
	/** The lines of it, heading first, at most 40. */
	readonly text: string;
}

// The words of the kernel's own sources: kernel/panic.c (__warn, oops), lib/bug.c, arch/x86/mm/fault.c,
// arch/x86/kernel/{traps,dumpstack}.c, kernel/watchdog*.c, kernel/rcu/tree_stall.h, kernel/hung_task.c, lib/ubsan.c,
// mm/kasan/report.c, mm/kfence/report.c. Each is anchored and linear.
const kinds: readonly (readonly [heading: RegExp, kind: string])[] = [
	[/^(?:watchdog: )?BUG: soft lockup/, 'a soft lockup'],
	[/^(?:NMI )?watchdog: .{0,40}[Ww]atchdog detected hard LOCKUP/i, 'a hard lockup'],
	[/^(?:rcu: )?INFO: \S{1,40} .{0,40}(?:detected|self-detected) (?:expedited )?stall/, 'an RCU stall'],
	[/^INFO: task .{1,80} blocked (?:in .{1,40})?for more than/, 'a hung task'],
	[/^UBSAN: /, 'undefined behaviour'],
	[/^BUG: (?:KASAN|KFENCE|KMSAN|KCSAN): /, 'a memory error'],
	[/^WARNING: /, 'a warning'],
	[/^BUG: /, 'a bug'],
	[/^kernel BUG at /, 'a bug'],
	[
		/^(?:general protection fault|stack segment|invalid opcode|divide error|double fault|int3)\b.{0,200}(?:: [0-9a-f]{4} |\[#)/,
		'an oops',
	],
	[/^Oops: /, 'an oops'],
	[/^Unable to handle kernel /, 'an oops'],
];

const linesMax = 40;

/** What the machine was and what its registers held says little without the kernel's image; the console's log has it. */
const isNoise = (line: string) =>
	/^(?:Modules linked in|Hardware name|Code|PKRU|[CDF]S|[CD]R\d|R(?!IP: 0010)[A-Z0-9]{2}): /.test(line) ||
	line === '';
/** Beyond so many, a kernel in agony says nothing new. */
const splatsMax = 20;

const kindOf = (line: string) => kinds.find(([heading]) => heading.test(line))?.[1];

/** Drawn above a report by WARN() and BUG(), which end it in turn with the line of `isEnd`. */
const isCut = (line: string) => line.startsWith('------------[ cut here ]');
const isEnd = (line: string) => line.startsWith('---[ end trace ');

/** Reads what the kernel printed at KERN_WARNING or worse, a record a line, without time stamps. */
export function readSplats(log: string): Splat[] {
	const splats: { kind: string; lines: string[]; open: boolean }[] = [];
	for (const line of log.split('\n')) {
		const current = splats.at(-1);
		if (current?.open === true && isCut(line)) current.open = false;
		const kind = kindOf(line);
		// An oops has several headings, one below the other.
		if (kind !== undefined && (current === undefined || !current.open || startsAnew(kind))) {
			if (splats.length === splatsMax) break;
			splats.push({ kind, lines: [line], open: true });
		} else if (current?.open === true) {
			if (!isNoise(line) && current.lines.length < linesMax) current.lines.push(line);
			current.open = !isEnd(line);
		}
	}
	return splats.map(({ kind, lines }) => ({ kind, heading: lines[0] ?? '', text: lines.join('\n') }));
}

/** Those that have no line that ends them. */
function startsAnew(kind: string): boolean {
	return !['a bug', 'an oops'].includes(kind);
}

/** So far above its panic, a kernel's last trouble begins. */
const panicReach = 60;
const timeStamp = /^\[ *\d+\.\d+\](?:\[ *[CT]\d+\])? ?/;

/**
 * What a kernel printed on its console from where its trouble began to its panic, at most 40 lines; undefined without
 * a panic. `console`: the end of the console's log, with time stamps.
 */
export function panicTrace(console: string): string | undefined {
	const all = console.split('\n').map((line) => line.trimEnd().replace(timeStamp, ''));
	const panic = all.findLastIndex((line) => line.startsWith('Kernel panic - not syncing'));
	if (panic < 0) return undefined;
	const end = all.findIndex((line, index) => index > panic && line.startsWith('---[ end Kernel panic'));
	const lines = all.slice(Math.max(0, panic - panicReach), end < 0 ? undefined : end);
	const begin = lines.findIndex((line) => kindOf(line) !== undefined || line.startsWith('Kernel panic'));
	return lines
		.slice(begin)
		.filter((line) => !isNoise(line))
		.slice(0, linesMax)
		.join('\n');
}

import type { ProgramConfig, RunsExpectation } from '../config/config.ts';
import { oneLine } from '../report/neutralise.ts';
import type { Failure } from './failure.ts';
import type { ProgramObservation, TriggerObservation } from './observation.ts';
import { inactiveLsm } from './security.ts';

/** Lines of a program's output that a message quotes. */
const quotedPrints = 5;
const atLeastOnce: RunsExpectation = { operator: '>=', count: 1 };

/** Whether it ran as often, and printed what, the configuration wants. */
export function triggerFailure(
	program: ProgramObservation,
	trigger: TriggerObservation,
	wanted: ProgramConfig | undefined,
): Failure | undefined {
	const name = oneLine(program.name, 100);
	const logs = [program.load.log, trigger.log, trigger.output, trigger.mapsLog].filter(
		(log) => log !== undefined,
	);
	const runs = wanted?.runs ?? atLeastOnce;
	if (!meets(trigger.runs, runs)) return runsFailure(name, program, trigger, runs, logs);
	const missing = wanted?.prints.find((text) => !trigger.prints.includes(text));
	if (missing !== undefined) {
		return {
			stage: 'expect',
			code: 'expectation',
			title: `\`${name}\` did not print what was expected`,
			message: `Expected in its output: "${oneLine(missing)}". ${printed(trigger.prints)}`,
			hint: 'The output is what bpf_printk wrote to the trace while the program was attached; check the condition under which it prints.',
			subject: missing,
			logs,
		};
	}
	const [mismatch] = trigger.mapMismatches ?? [];
	if (mismatch !== undefined) {
		const map = oneLine(mismatch.map, 100);
		return {
			stage: 'expect',
			code: 'expectation',
			title: `the map \`${map}\` of \`${name}\` does not contain what was expected`,
			message: `Expected in it: ${mismatch.wanted}. ${mismatch.found}`,
			hint: 'Maps are read after the trigger, while the program is attached; the log has all of them as JSON.',
			subject: `map ${map}`,
			logs,
		};
	}
	if (trigger.failure === undefined) return undefined;
	return {
		stage: 'trigger',
		code: 'command-failed',
		title: `the trigger of \`${name}\` failed`,
		message: `${oneLine(trigger.failure)}. The program ran ${times(trigger.runs)} until then.`,
		logs,
	};
}

function runsFailure(
	name: string,
	program: ProgramObservation,
	{ runs, failure }: TriggerObservation,
	wanted: RunsExpectation,
	logs: readonly string[],
): Failure {
	const why = failure === undefined ? '' : ` The trigger failed: ${oneLine(failure)}.`;
	const inactive = runs === 0 ? inactiveLsm(program) : undefined;
	if (inactive !== undefined) return { stage: 'trigger', ...inactive, logs };
	if (runs === 0) {
		return {
			stage: 'trigger',
			code: 'not-triggered',
			title: `\`${name}\` was attached and never ran`,
			message: `Nothing in the workload reached \`${oneLine(program.section, 100)}\`: the kernel counts 0 runs.${why}`,
			hint: 'Check that the workload does what the program waits for, and that the attach target is still called on this kernel: functions get inlined, renamed or bypassed. If it need not run here, say so: `runs: ">=0"`.',
			logs,
		};
	}
	return {
		stage: 'expect',
		code: 'expectation',
		title: `\`${name}\` ran ${times(runs)}, expected ${wanted.operator}${wanted.count}`,
		message: `The kernel counts ${runs} runs; the configuration expects runs ${wanted.operator}${wanted.count}.${why}`,
		subject: 'runs',
		logs,
	};
}

function printed(prints: string): string {
	const lines = prints.split('\n', 1000).filter((line) => line.trim() !== '');
	if (lines.length === 0) return 'It printed nothing.';
	const quoted = lines.slice(0, quotedPrints).map((line) => `\n  ${oneLine(line)}`);
	const more = lines.length > quotedPrints ? `\n  (${lines.length - quotedPrints} more lines)` : '';
	return `What it printed:${quoted.join('')}${more}`;
}

function times(count: number): string {
	return count === 1 ? 'once' : `${count} times`;
}

function meets(runs: number, { operator, count }: RunsExpectation): boolean {
	switch (operator) {
		case '>=':
			return runs >= count;
		case '<=':
			return runs <= count;
		case '==':
			return runs === count;
		case '>':
			return runs > count;
		case '<':
			return runs < count;
	}
}

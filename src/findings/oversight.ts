import { nearest } from '../nearest.ts';
import { oneLine } from '../report/neutralise.ts';
import type { KernelReport } from '../report/report.ts';
import type { Context } from './context.ts';
import type { Incident } from './failure.ts';

/** A name that no object has is a check that never takes place, so it is an error. */
export function unknownPrograms({ unknown, programs }: Context): Incident[] {
	return unknown.map(({ object, program }) => {
		const names = [...(programs.get(object)?.keys() ?? [])];
		const name = oneLine(program, 100);
		const near = nearest(program, names);
		const listed = names.slice(0, 10).map((each) => `\`${oneLine(each, 100)}\``);
		const has = names.length === 0 ? 'no program' : listed.join(', ');
		return {
			object,
			expected: false,
			failure: {
				stage: 'expect',
				code: 'expectation',
				title: `the configuration names a program \`${name}\` that \`${object}\` does not have`,
				message: `\`${object}\` has ${has}${names.length > listed.length ? ` and ${names.length - listed.length} more` : ''}.`,
				hint:
					near === undefined
						? 'Remove the name from the configuration, or correct it.'
						: `Did you mean \`${oneLine(near, 100)}\`?`,
				subject: program,
				logs: [],
			},
		};
	});
}

/** A run in which no kernel was asked about any program proves nothing, even if all of that was expected. */
export function nothingTried(kernels: readonly KernelReport[], incidents: readonly Incident[]): Incident[] {
	const programs = kernels.flatMap(({ cells }) => cells).flatMap((cell) => cell.programs);
	// A program that was loaded and could not be attached is skipped, and has the log of its load.
	const tried = programs.some(({ verdict, log }) => verdict !== 'skip' || log !== undefined);
	const hasRun = kernels.some(({ commands }) => commands.some(({ verdict }) => verdict !== 'skip'));
	if (tried || hasRun || incidents.some(({ expected }) => !expected)) return [];
	return [
		{
			expected: false,
			failure: {
				stage: 'expect',
				code: 'expectation',
				title: 'no program was tried on any kernel',
				message:
					'Nothing is left to try: there are no objects, every program is skipped on every kernel, or none is expected to compile.',
				hint: 'Name an object with a program that at least one kernel is to load.',
				subject: 'nothing',
				logs: [],
			},
		},
	];
}

import { dirname } from 'node:path';
import { type Invocation, readArguments } from './cli/args.ts';
import { helpText } from './cli/help.ts';
import { openOutput } from './cli/output.ts';
import { CoreMatrixError } from './error.ts';
import { emitError } from './github/emit.ts';
import { repositoryPath, repositoryRoot } from './github/repository.ts';
import { toolVersion } from './package-root.ts';
import { neutralise } from './report/neutralise.ts';

/** Resolves with the exit code. Each command's code is loaded when it is asked for, so that `--help` answers at once. */
async function execute(invocation: Invocation): Promise<number> {
	const isForMachines =
		'format' in invocation ? invocation.format !== 'text' : 'json' in invocation && invocation.json;
	const output = openOutput(isForMachines);
	switch (invocation.command) {
		case 'help':
			output.result(helpText(invocation.of));
			return 0;
		case 'version':
			output.result(`${toolVersion()}\n`);
			return 0;
		case 'run':
			return await (await import('./cli/run.ts')).runCommand(invocation, output);
		case 'plan':
			return await (await import('./cli/plan.ts')).planCommand(invocation, output);
		case 'merge':
			return await (await import('./cli/merge.ts')).mergeCommand(invocation, output);
		case 'shell':
			return await (await import('./cli/shell.ts')).shellCommand(invocation);
		case 'kernels':
			return await (await import('./cli/kernels.ts')).kernelsCommand(invocation, output);
		case 'lock':
			return await (await import('./cli/lock.ts')).lockCommand(invocation, output);
		case 'explain':
			return await (await import('./cli/explain.ts')).explainCommand(invocation, output);
		case 'doctor':
			return await (await import('./cli/doctor.ts')).doctorCommand(invocation, output);
	}
}

/** Tells what ended the command, and whose trouble it is. */
function failed(error: unknown): number {
	if (!(error instanceof CoreMatrixError)) {
		const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
		process.stderr.write(`core-matrix: this is a mistake of core-matrix itself:\n${neutralise(what)}\n`);
		return 3;
	}
	// Lines that begin with a place are left to begin with it: editors and terminals make it a link.
	const message = error.problems.length > 0 ? error.message : `core-matrix: ${error.message}`;
	process.stderr.write(`${neutralise([message, error.remedy].filter(Boolean).join('\n'))}\n`);
	if (process.env.GITHUB_ACTIONS === 'true') {
		emitError(error, (file) => repositoryPath(repositoryRoot(dirname(file), process.env), file));
	}
	return error.kind === 'usage' ? 2 : 3;
}

// A reader that has seen enough closes its end, as in `core-matrix plan | head`; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code !== 'EPIPE') throw error;
});

try {
	process.exitCode = await execute(readArguments(process.argv.slice(2)));
} catch (error) {
	process.exitCode = failed(error);
}

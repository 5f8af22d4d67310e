import type { Plan, PlannedKernel, PlannedLoad } from './plan.ts';

/** The plan in words, a paragraph for each kernel. Ends with a newline. */
export function planText({ kernels }: Plan): string {
	const builds = kernels.flatMap((kernel) => kernel.builds).length;
	const loads = kernels.flatMap((kernel) => kernel.loads).length;
	const total = `${count(kernels.length, 'kernel')}, ${count(builds, 'build')}, ${count(loads, 'object')} to load.`;
	return `${kernels.map(kernelText).join('\n')}\n${total}\n`;
}

function kernelText({ spec, builds, loads, commands }: PlannedKernel): string {
	const built = builds.map(({ name }) => name);
	const loaded = loads.map((load) => load.object.name + origin(load, spec.text));
	const lines = [
		...built.map((name, index) => `${index === 0 ? '  build  ' : '         '}${name}`),
		...loaded.map((name, index) => `${index === 0 ? '  load   ' : '         '}${name}`),
		...commands.map(({ name }, index) => `${index === 0 ? '  run    ' : '         '}${name}`),
		...(loaded.length + commands.length === 0 ? ['  load   nothing: this kernel only builds'] : []),
	];
	return `${[spec.text, ...lines].join('\n')}\n`;
}

function origin({ object, builtOn }: PlannedLoad, here: string): string {
	if (object.kind === 'object') return ' (compiled already)';
	return builtOn === here ? '' : ` (built on ${builtOn})`;
}

function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

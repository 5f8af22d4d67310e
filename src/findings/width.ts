import type { RelocationExplanation } from '../bpf/core/explain.ts';
import { widthChange } from '../bpf/core/width.ts';
import { oneLine } from '../report/neutralise.ts';

/** On which kernels an integer has another width than the program reads; undefined where all have its own. */
export function widthText({ asked, request, answers }: RelocationExplanation): string | undefined {
	// A load is adapted to unsigned integers of another size, and refused for others.
	if (request.kind !== 'byte_off' || request.accessesMemory) return undefined;
	const changes = answers.flatMap(({ kernel, resolution }) => {
		const found = resolution.status === 'resolved' ? resolution.found : undefined;
		const change = found && widthChange(asked, found);
		return change === undefined ? [] : [{ kernel: oneLine(kernel.name, 100), ...change }];
	});
	const [first] = changes;
	if (first === undefined) return undefined;
	const byWidth = Map.groupBy(changes, ({ target, bitfield }) =>
		bitfield ? `a bitfield of ${target}` : String(target),
	);
	const kernels = [...byWidth].map(
		([width, same]) => `${width} on ${same.map(({ kernel }) => kernel).join(', ')}`,
	);
	const name = oneLine(asked.accessors.at(-1)?.name ?? '', 100);
	return `\`${name}\` has ${first.local} bits to the program, ${kernels.join(', ')}: the read goes through and takes what stands beside it, or not all. BPF_CORE_READ_BITFIELD_PROBED(…), which is not only for bitfields, reads what each kernel has.`;
}

import type { Config } from '../config/config.ts';
import type { KernelObservation } from '../findings/observation.ts';

/** As the configuration names them; the build kernel, where it is not among them, comes last. */
export function inOrder(config: Config, observed: readonly KernelObservation[]): KernelObservation[] {
	const place = new Map(config.kernels.map(({ text }, index) => [text, index]));
	const placeOf = ({ spec }: KernelObservation) => place.get(spec) ?? config.kernels.length;
	return observed.toSorted((a, b) => placeOf(a) - placeOf(b));
}

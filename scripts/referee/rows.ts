/** What veristat says of one program. */
export interface VeristatRow {
	readonly program: string;
	readonly loaded: boolean;
	readonly insns: number;
	readonly states: number;
	readonly peakStates: number;
}

const header = 'prog_name,verdict,total_insns,total_states,peak_states';

/** Reads the table that veristat prints as CSV, among whatever libbpf prints before it. */
export function parseRows(text: string): VeristatRow[] {
	const lines = text.split('\n');
	const start = lines.indexOf(header);
	if (start === -1) return [];
	return lines.slice(start + 1).flatMap((line) => {
		const [program = '', verdict, ...figures] = line.split(',');
		const [insns = Number.NaN, states = Number.NaN, peakStates = Number.NaN] = figures.map(Number);
		if (verdict !== 'success' && verdict !== 'failure') return [];
		return [{ program, loaded: verdict === 'success', insns, states, peakStates }];
	});
}

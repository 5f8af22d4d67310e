/** What an earlier run found out about its programs, as its report.json has it. */
export interface Baseline {
	/** As the user named it. */
	readonly name: string;
	/** ISO 8601, UTC. */
	readonly started: string;
	readonly kernels: readonly BaselineKernel[];
}

export interface BaselineKernel {
	readonly spec: string;
	/** What `uname -r` said; the same spec may mean another point release by now. */
	readonly release: string;
	readonly cells: readonly BaselineCell[];
}

export interface BaselineCell {
	readonly object: string;
	readonly builtOn: string;
	readonly programs: readonly BaselineProgram[];
}

/** Figures of a report. One without `jitedBytes` did not load. */
export interface ReportedFigures {
	readonly insns?: number;
	readonly states?: number;
	readonly verifyUs?: number;
	readonly jitedBytes?: number;
}

export interface BaselineProgram extends ReportedFigures {
	readonly name: string;
}

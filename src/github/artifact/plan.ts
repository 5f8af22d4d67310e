/** A file of the output folder. */
export interface OutputFile {
	/** Relative to the folder, with `/`. */
	readonly path: string;
	readonly bytes: number;
}

export interface ArtifactPlan {
	/** What goes in; a log of more than `keep` bytes with that many of it, its two ends. */
	readonly files: readonly (OutputFile & { readonly keep: number })[];
	/** What finds no room even so, largest first. */
	readonly left: readonly OutputFile[];
}

const isLog = ({ path }: OutputFile) => path.startsWith('logs/');
/** What can be made again from the repository and the kernels. */
const isProduct = ({ path }: OutputFile) => path.startsWith('objects/') || path.startsWith('types/');

/** Less of a log says nothing. */
const shortestCut = 64 * 1024;

const total = (files: readonly OutputFile[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * What of a run's files goes into an artifact of so many bytes: the reports whole, of the logs the longest cut to one
 * length so that all fit, and of objects and types what room there is after that.
 */
export function planArtifact(files: readonly OutputFile[], budget: number): ArtifactPlan {
	const reports = files.filter((file) => !isLog(file) && !isProduct(file));
	const logs = files.filter(isLog);
	const longest = Math.max(shortestCut, longestThatFits(logs, budget - total(reports)));
	const kept = [
		...reports.map((file) => ({ ...file, keep: file.bytes })),
		...logs.map((file) => ({ ...file, keep: Math.min(file.bytes, longest) })),
	];
	let room = budget - kept.reduce((sum, { keep }) => sum + keep, 0);
	const left: OutputFile[] = [];
	for (const file of files.filter(isProduct).toSorted((a, b) => a.bytes - b.bytes)) {
		room -= file.bytes;
		if (room >= 0) kept.push({ ...file, keep: file.bytes });
		else left.unshift(file);
	}
	return { files: kept, left };
}

/** The length to which logs are cut so that they take `room` bytes together; infinite when they fit as they are. */
function longestThatFits(logs: readonly OutputFile[], room: number): number {
	if (total(logs) <= room) return Number.POSITIVE_INFINITY;
	let left = room;
	const shortestFirst = logs.toSorted((a, b) => a.bytes - b.bytes);
	for (const [index, { bytes }] of shortestFirst.entries()) {
		const share = Math.floor(left / (logs.length - index));
		if (bytes > share) return share;
		left -= bytes;
	}
	return Number.POSITIVE_INFINITY;
}

/** An artifact's name with nothing in it that GitHub forbids (@actions/artifact, path-and-artifact-name-validation). */
export function legalName(name: string): string {
	return name.replace(/[":<>|*?\r\n\\/]/g, '-').slice(0, 200);
}

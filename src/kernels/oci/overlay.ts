/*
 * What of a layer is seen through those above it (image-spec, layer.md, "Applying Changesets"). Layers are read from the top
 * down, so that every file is written once or never, and nothing has to be taken back.
 */

/** What layers hide of those below them. */
export interface Overlay {
	/** Paths that are there, or are deleted: they and all below them are hidden. */
	readonly hidden: Set<string>;
	/** Folders whose lower content is hidden. */
	readonly opaque: Set<string>;
	/** Of all these paths. */
	characters: number;
}

export function emptyOverlay(): Overlay {
	return { hidden: new Set(), opaque: new Set(), characters: 0 };
}

export function addOverlay(to: Overlay, { hidden, opaque, characters }: Overlay): void {
	for (const path of hidden) to.hidden.add(path);
	for (const path of opaque) to.opaque.add(path);
	to.characters += characters;
}

/** A path of a tar as paths are compared: without `./` in front and `/` behind; undefined when it may lead elsewhere. */
export function normalPath(path: string): string | undefined {
	const plain = path.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
	const components = plain.split('/');
	return components.some((component) => component === '' || component === '.' || component === '..')
		? undefined
		: plain;
}

export function isHidden(path: string, { hidden, opaque }: Overlay): boolean {
	if (hidden.has(path)) return true;
	for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
		const folder = path.slice(0, slash);
		if (hidden.has(folder) || opaque.has(folder)) return true;
	}
	return false;
}

/** Notes what an entry hides of lower layers: a whiteout what it names, anything but a folder what is at its place. */
export function noteEntry(path: string, isFolder: boolean, to: Overlay): void {
	const slash = path.lastIndexOf('/');
	const folder = path.slice(0, Math.max(slash, 0));
	const name = path.slice(slash + 1);
	if (isFolder) return;
	to.characters += path.length;
	if (name === '.wh..wh..opq') to.opaque.add(folder);
	else if (name.startsWith('.wh.')) to.hidden.add(`${path.slice(0, slash + 1)}${name.slice(4)}`);
	else to.hidden.add(path);
}

/** The page's own style and script, each in one piece. */
export interface PageAssets {
	readonly style: string;
	readonly script: string;
}

/** Files of assets/report, in the order in which they are put together: what is imported comes before. */
export const styleFiles = ['base', 'filter', 'matrix', 'findings', 'figures', 'cell', 'print'].map(
	(name) => `${name}.css`,
);
export const scriptFiles = ['lib', 'filter', 'views', 'cell'].map((name) => `${name}.js`);

/**
 * Joins modules that import only each other: all become one, so imports and exports between them go. That no name is there
 * twice is seen by the browser, which runs nothing of such a script.
 */
export function joinModules(modules: readonly string[]): string {
	return modules
		.join('\n')
		.replace(/^import .* from '\.\/\w+\.js';\n/gm, '')
		.replace(/^export /gm, '');
}

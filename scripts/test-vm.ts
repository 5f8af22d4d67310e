import { execa } from 'execa';
import { packageFile } from '../src/package-root.ts';

// The tests that boot real kernels: `npm run test:vm`, with `-- --all` the long ones (*.all.test.ts) as well.
// Other words are vitest's, such as the path of one test.

const words = process.argv.slice(2);
const projects = words.includes('--all') ? ['vm', 'vm-all'] : ['vm'];
const { exitCode } = await execa(
	'vitest',
	[
		'run',
		...projects.flatMap((project) => ['--project', project]),
		...words.filter((word) => word !== '--all'),
	],
	{ cwd: packageFile('.'), preferLocal: true, reject: false, stdio: 'inherit' },
);
process.exitCode = exitCode ?? 1;

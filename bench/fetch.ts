import { once } from 'node:events';
import { resolveKernel } from '../src/kernels/resolve.ts';
import { parseSpec } from '../src/kernels/spec.ts';

// Fetches one kernel when it is told to, so that who watches knows what it takes before: see peak.ts.

const [spec = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
await resolveKernel(parseSpec(spec, process.cwd()), { onNotice: () => {}, onProgress: () => {} });

import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { decodeUntyped } from '../../src/bpf/btf-value.ts';
import { valueText } from '../../src/bpf/value-text.ts';
import type { Guest } from '../../src/guest/guest.ts';
import type { MapSetting } from '../../src/guest/maps.ts';
import { putFile } from '../../src/guest/requests.ts';
import { type Trial, tryProgram } from '../../src/guest/trial.ts';
import { createLog } from '../../src/log.ts';
import { packageFile } from '../../src/package-root.ts';
import { boot, temporaryFolder } from './support.ts';

const deadlines = { loadMs: 60_000, triggerMs: 60_000 };

/** Compiles an example and puts it into the guest. */
async function put(guest: Guest, folder: string, name: string): Promise<string> {
	const object = join(folder, `${name}.o`);
	const include = ['-idirafter', '/usr/include/x86_64-linux-gnu'];
	const source = packageFile(`examples/maps/${name}.bpf.c`);
	await execa('clang', ['-g', '-O2', '-target', 'bpfel', ...include, '-c', source, '-o', object]);
	await putFile(guest, object, `/tmp/${name}.o`);
	return `/tmp/${name}.o`;
}

test('what is pinned is there for the trials of its group and no others, whatever a worker does', async () => {
	const guest = await boot({ spec: 'debian:5.10' });
	const folder = temporaryFolder();
	const paths = {
		write_shared: await put(guest, folder, 'writer'),
		read_shared: await put(guest, folder, 'reader'),
	};
	const trial = async (
		program: keyof typeof paths,
		group: string,
		maps: readonly MapSetting[] = [],
	): Promise<Trial> => {
		const log = createLog(join(folder, 'log'));
		const request = { path: paths[program], program, group, loadWith: [], attachWith: [], maps };
		return await tryProgram(guest, request, log, deadlines).finally(() => log.close());
	};
	/** What the map held that others may share: zeros of an array are not among its entries. */
	const shared = ({ maps }: Trial) =>
		maps.find(({ name }) => name === 'shared')?.entries.map(({ value }) => valueText(decodeUntyped(value)));

	expect(shared(await trial('write_shared', 'first'))).toEqual(['42']);
	expect(shared(await trial('read_shared', 'second'))).toEqual([]);
	expect(shared(await trial('read_shared', 'first'))).toEqual(['42']);
	// Not pinned, or under another name, it is a map of its own.
	expect(shared(await trial('read_shared', 'first', [{ name: 'shared', pin: '' }]))).toEqual([]);
	expect(shared(await trial('read_shared', 'first', [{ name: 'shared', pin: 'other' }]))).toEqual([]);

	const { ENOENT, ERANGE } = { ENOENT: 2, ERANGE: 34 };
	expect((await trial('read_shared', 'first', [{ name: 'no_such_map', maxEntries: 1 }])).loaded?.errno).toBe(
		ENOENT,
	);
	const beyond = { name: '.bss', bytes: [{ offset: 2 ** 40, bytes: Buffer.from([1]) }] };
	expect((await trial('read_shared', 'first', [beyond])).loaded?.errno).toBe(ERANGE);
	expect(shared(await trial('read_shared', 'first'))).toEqual(['42']);
});

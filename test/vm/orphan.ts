/* Starts a machine that never ends, prints the process it runs in, and waits to be killed. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGuestPrograms } from '../../src/guest/agent-build.ts';
import { startMachine } from '../../src/guest/machine.ts';
import { describeMachine } from '../../src/guest/qemu.ts';
import { createLog } from '../../src/log.ts';

const { probe } = await buildGuestPrograms(() => {});
const console = createLog(join(tmpdir(), `core-matrix-orphan-${process.pid}.log`));
const description = { accelerator: 'tcg', memoryMiB: 64, image: probe, initramfs: probe } as const;
// `-S`: it waits before its first instruction.
const machine = startMachine({
	arguments: [...describeMachine(description), '-S'],
	console,
	onMessage: () => {},
});
process.stdout.write(`${machine.pid}\n`);

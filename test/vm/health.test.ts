import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Guest } from '../../src/guest/guest.ts';
import { execute, putFile } from '../../src/guest/requests.ts';
import { createLog } from '../../src/log.ts';
import { boot, temporaryFolder } from './support.ts';

/** Runs a static program of this body in the guest; resolves with how it ended. */
async function runC(guest: Guest, body: string) {
	const folder = temporaryFolder();
	const program = join(folder, 'program');
	writeFileSync(
		join(folder, 'program.c'),
		`#include <fcntl.h>\n#include <stdlib.h>\n#include <string.h>\n#include <sys/mman.h>\n#include <unistd.h>\n
static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		_exit(1);
	close(fd);
}

int main(void)
{
	${body}
	return 0;
}
`,
	);
	execFileSync('cc', ['-static', '-O1', '-o', program, join(folder, 'program.c')]);
	await putFile(guest, program, '/tmp/program', 0o755);
	const log = createLog(join(folder, 'log'));
	const command = { arguments: ['/tmp/program'], variables: [], folder: '/' };
	return await execute(guest, command, 60_000, log).finally(() => log.close());
}

it('passes on what the kernel complains of, and nothing that a program says in its name', async () => {
	const said: string[] = [];
	const guest = await boot({ spec: 'debian:6.1', memoryMiB: 256, onKernelLog: (text) => said.push(text) });
	// What booting had to say has come before hello.
	said.length = 0;
	// Facility 0 is the kernel's own; whoever writes 4 is given another one.
	expect(await runC(guest, 'put("/dev/kmsg", "<4>WARNING: CPU: 0 PID: 1 at forged.c:1\\n");')).toMatchObject({
		exit: 0,
	});
	expect(said).toEqual([]);
	const eater = 'for (;;) memset(mmap(0, 1 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1, 1 << 20);';
	expect(await runC(guest, eater)).toMatchObject({ signal: 9, timedOut: false });
	expect(said.join('')).toMatch(/^program invoked oom-killer/m);
	expect(said.join('')).not.toContain('forged');
	await expect(runC(guest, 'put("/proc/sysrq-trigger", "c");')).rejects.toMatchObject({
		code: 'kernel-panic',
	});
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOutput, runStep } from './runner.ts';

/* The fake itself, by the rules of actions/runner. */

describe('what a runner makes of output', () => {
	it.each([
		['::error::a', 'a'],
		['  ::error::a', 'a'],
		['x ##[error]a', 'a'],
		['##[error]a', 'a'],
		['\u200b::error::a', 'a'],
		['::error file=a.c,line=1::a%0Ab', 'a\nb'],
		['::error::a%25', 'a%'],
	])('takes %j for an error', (line, message) => {
		expect(readOutput(line).issues).toMatchObject([{ level: 'error', message }]);
	});

	it.each(['x ::error::a', ': :error::a', ':: error::a', '::errors::a', '# #[error]a', '##[errors]a'])(
		'takes %j for text',
		(line) => {
			expect(readOutput(line)).toMatchObject({ issues: [], commands: [], log: [line] });
		},
	);

	it('reads places, and drops what does not go together', () => {
		const { issues } = readOutput(
			[
				'::error file=a.c,line=3,col=7,title=t%3A1::m',
				'::error file=a.c,line=3,endLine=5,col=7::m',
				'::error file=a.c,line=5,endLine=3::m',
			].join('\n'),
		);
		expect(issues).toEqual([
			{ level: 'error', message: 'm', title: 't:1', file: 'a.c', line: 3, col: 7 },
			{ level: 'error', message: 'm', file: 'a.c', line: 3, endLine: 5 },
			{ level: 'error', message: 'm', file: 'a.c' },
		]);
	});

	it('takes ten of each level, and 4096 characters of each', () => {
		const lines = [...Array(12).fill(`::error::${'x'.repeat(5000)}`), ...Array(12).fill('::notice::n')];
		const { issues } = readOutput(lines.join('\n'));
		expect(issues.map(({ level }) => level)).toEqual([
			...Array(10).fill('error'),
			...Array(10).fill('notice'),
		]);
		expect(issues[0]?.message).toHaveLength(4096);
	});

	it('obeys nothing between stop-commands and its token', () => {
		const { issues, log } = readOutput('::stop-commands::key\n::error::a\n::other::\n::key::\n::error::b');
		expect(issues.map(({ message }) => message)).toEqual(['b']);
		expect(log).toEqual(['::error::a', '::other::']);
	});

	it('hides what is masked', () => {
		const { log, masks } = readOutput('::add-mask::secret\nthe secret is out');
		expect(log).toEqual(['the *** is out']);
		expect(masks).toEqual(['secret']);
	});
});

describe('a step', () => {
	const step = async (code: string, cancelWhen?: (line: string) => boolean) => {
		const workspace = mkdtempSync(join(tmpdir(), 'workspace-'));
		writeFileSync(join(workspace, 'main.js'), code);
		return await runStep({
			main: join(workspace, 'main.js'),
			inputs: { 'a-b c': 'd' },
			workspace,
			...(cancelWhen !== undefined && { cancelWhen }),
		});
	};

	it('has its inputs, its event and its folder', async () => {
		const { log } = await step(
			"console.log(process.env['INPUT_A-B_C'], process.env.GITHUB_EVENT_NAME, process.cwd() === process.env.GITHUB_WORKSPACE, process.env.NODE_OPTIONS);",
		);
		expect(log).toEqual(['d push true undefined']);
	});

	it('sets outputs by both forms, and a delimiter in a value ends nothing', async () => {
		const { outputs } = await step(
			"require('fs').appendFileSync(process.env.GITHUB_OUTPUT, 'a=1\\nb<<EOF\\nx\\nEOF2\\nEOF\\nc=2\\n');",
		);
		expect(outputs).toEqual({ a: '1', b: 'x\nEOF2', c: '2' });
	});

	it('loses a summary above 1 MiB', async () => {
		const write = (bytes: number) =>
			`require('fs').writeFileSync(process.env.GITHUB_STEP_SUMMARY, 'x'.repeat(${bytes}));`;
		expect((await step(write(1 << 20))).summary).toHaveLength(1 << 20);
		expect((await step(write((1 << 20) + 1))).summary).toBe('');
	});

	it('is interrupted when the job is cancelled, and killed if it does not end', async () => {
		const obedient =
			"process.on('SIGINT', () => { console.log('bye'); process.exit(7); }); console.log('ready'); setTimeout(() => {}, 60000);";
		expect(await step(obedient, (line) => line === 'ready')).toMatchObject({
			exitCode: 7,
			log: ['ready', 'bye'],
		});
	});
});

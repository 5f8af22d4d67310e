import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileName, kernelPaths } from '../../src/run/paths.ts';

describe('a file name', () => {
	it('is the name itself where that is harmless', () => {
		expect(fileName('on_send')).toBe('on_send');
		expect(fileName('two-underscores.bpf.c')).toBe('two-underscores.bpf.c');
	});

	it('is one part of a path, whatever the name', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (name) => {
				expect(fileName(name)).toMatch(/^[A-Za-z0-9_+-][A-Za-z0-9._+-]*$/);
				expect(fileName(name).length).toBeLessThan(100);
			}),
		);
	});

	it('differs where names differ', () => {
		fc.assert(fc.property(fc.string(), fc.string(), (a, b) => a === b || fileName(a) !== fileName(b)));
		expect(fileName('../x')).not.toBe(fileName('..-x'));
	});
});

describe('the paths of a kernel', () => {
	const paths = kernelPaths('debian:6.1');

	it('read as a person would lay them out', () => {
		expect(paths.console).toBe('logs/debian-6.1/console.log');
		expect(paths.program('bpf/a.bpf.c', 'debian:6.12', 'on_send')).toBe(
			'logs/debian-6.1/bpf/a.bpf.c/built-on-debian-6.12/on_send.load.log',
		);
		expect(paths.object('bpf/a.bpf.c')).toBe('objects/debian-6.1/bpf/a.bpf.c.o');
	});

	it('stay inside the output folder for hostile names', () => {
		const path = kernelPaths('../../etc').program('../../x', '/', '../../../passwd');
		expect(path.split('/')).not.toContain('..');
		expect(path).toMatch(/^logs\//);
	});
});

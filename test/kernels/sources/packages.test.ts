import { describe, expect, it } from 'vitest';
import {
	alternatives,
	kernelCandidates,
	newestMatching,
	type PackageRecord,
	parsePackages,
} from '../../../src/kernels/sources/packages.ts';

const patterns = {
	imagePackages: ['linux-image-{release}', 'linux-image-{release}-unsigned'],
	optionalPackages: ['linux-base-{release}'],
	flavour: 'cloud-amd64',
};
const sha256 = 'ab'.repeat(32);

function record(name: string, version: string, ...depends: string[][]): PackageRecord {
	return { name, version, size: 1, sha256, depends };
}

describe('parsePackages', () => {
	it('reads what apt-cache prints', () => {
		const text = [
			'Package: linux-image-7.3.4+deb13-cloud-amd64',
			'Source: linux-signed-amd64 (7.3.4+1~bpo13+1)',
			'Version: 7.3.4-1~bpo13+1',
			'Depends: dracut | initramfs-tools (>= 0.120), linux-binary-7.3.4+deb13-cloud-amd64 (= 7.3.4-1~bpo13+1), x:any [amd64]',
			'Description: Linux 7.3.4',
			' Version: not this one',
			'Size: 1928',
			`SHA256: ${sha256}`,
			'',
			'Package: second',
			'Version: 1.0',
			'Size: 5',
			`SHA256: ${sha256}`,
		];
		expect(parsePackages(text.join('\n'))).toEqual([
			{
				name: 'linux-image-7.3.4+deb13-cloud-amd64',
				version: '7.3.4-1~bpo13+1',
				size: 1928,
				sha256,
				depends: [['dracut', 'initramfs-tools'], ['linux-binary-7.3.4+deb13-cloud-amd64'], ['x']],
			},
			{ name: 'second', version: '1.0', size: 5, sha256, depends: [['']] },
		]);
	});

	it.each([
		['a name that is a path', 'Package: ../../etc/passwd\nVersion: 1\nSize: 1\nSHA256: '],
		['a name that is an option', 'Package: --option\nVersion: 1\nSize: 1\nSHA256: '],
		['a version with a space', 'Package: a1\nVersion: 1 -o x\nSize: 1\nSHA256: '],
		['no size', 'Package: a1\nVersion: 1\nSHA256: '],
	])('passes over %s', (_, text) => {
		expect(parsePackages(`${text}${sha256}\n`)).toEqual([]);
		expect(parsePackages(`Package: a1\nVersion: 1\nSize: 1\nSHA256: ${sha256}\n`)).toHaveLength(1);
	});

	it('passes over a digest that is none', () => {
		expect(parsePackages('Package: a1\nVersion: 1\nSize: 1\nSHA256: abc\n')).toEqual([]);
	});
});

describe('kernelCandidates', () => {
	it('orders by version, not by name, and knows flavours apart', () => {
		const candidates = kernelCandidates(
			[
				record('linux-image-6.1.0-9-cloud-amd64', '6.1.90-1'),
				record('linux-image-6.1.0-10-cloud-amd64', '6.1.100-1'),
				record('linux-image-6.1.0-11-amd64', '6.1.110-1'),
				record('linux-image-6.1.0-11-rt-cloud-amd64-dbg', '6.1.110-1'),
				record('linux-image-cloud-amd64', '6.1.110-1'),
			],
			patterns,
		);
		expect(candidates.map(({ release }) => release)).toEqual(['6.1.0-9-cloud-amd64', '6.1.0-10-cloud-amd64']);
	});

	it('takes the signed image where there are both, whatever their order', () => {
		const both = [
			record('linux-image-6.1.0-9-cloud-amd64-unsigned', '6.1.90-1'),
			record('linux-image-6.1.0-9-cloud-amd64', '6.1.90-1'),
		];
		for (const packages of [both, both.toReversed()]) {
			const [candidate] = kernelCandidates(packages, patterns);
			expect(candidate?.packages.map(({ name }) => name)).toEqual(['linux-image-6.1.0-9-cloud-amd64']);
		}
		const [unsigned] = kernelCandidates(both.slice(0, 1), patterns);
		expect(unsigned?.packages[0]?.name).toBe('linux-image-6.1.0-9-cloud-amd64-unsigned');
	});

	it('follows dependencies among the packages of one kernel, also in circles', () => {
		const release = '7.3.4+deb13-cloud-amd64';
		const packages = [
			record(`linux-image-${release}`, '7.3.4-1', ['kmod'], [`linux-binary-${release}`]),
			record(
				`linux-binary-${release}`,
				'7.3.4-1',
				[`linux-base-${release}`],
				[`linux-gone-${release}`, `linux-modules-${release}`],
			),
			record(`linux-modules-${release}`, '7.3.4-1', [`linux-image-${release}`]),
		];
		const [candidate] = kernelCandidates(packages, patterns);
		expect(candidate?.packages).toEqual(packages);
		expect(kernelCandidates(packages.slice(0, 2), patterns)).toEqual([]);
	});
});

describe('newestMatching and alternatives', () => {
	const candidates = kernelCandidates(
		[
			record('linux-image-6.1.0-10-cloud-amd64', '6.1.100-1'),
			record('linux-image-6.12.9+deb13-cloud-amd64', '6.12.9-1'),
			record('linux-image-6.12.95+deb13-cloud-amd64', '6.12.95-1~bpo12+1'),
			record('linux-image-7.3~rc7-cloud-amd64', '7.3~rc7-1~exp1'),
		],
		patterns,
	);

	it.each([
		['6', '6.12.95+deb13-cloud-amd64'],
		['6.1', '6.1.0-10-cloud-amd64'],
		['6.12.9', '6.12.9+deb13-cloud-amd64'],
		['7', '7.3~rc7-cloud-amd64'],
		['5', undefined],
	])('%s is %s', (version, release) => {
		expect(newestMatching(candidates, version)?.release).toBe(release);
	});

	it('names versions of the same series, else the series', () => {
		expect(alternatives(candidates, '6.12.1')).toEqual(['6.12.9', '6.12.95']);
		expect(alternatives(candidates, '5.4')).toEqual(['6.1', '6.12', '7.3']);
		expect(alternatives([], '5.4')).toEqual([]);
	});
});

import { describe, expect, it } from 'vitest';
import { archivesOf, findMirror, machineSettings } from '../../../src/kernels/sources/mirror.ts';

const debian = { origin: 'Debian', mirror: 'http://fallback.example/debian' };
const table = (...rows: string[]) => rows.map((row) => row.replaceAll(' ', '\t')).join('\n');

describe('archivesOf', () => {
	it('finds the archive and the security archive of a Debian machine', () => {
		const text = table(
			'Debian bookworm-security main http://mirror.example/debian-security/',
			'Debian bookworm main http://mirror.example/debian/',
			'Debian bookworm-updates main http://other.example/debian/',
		);
		expect(archivesOf('Debian', text)).toEqual({
			main: 'http://mirror.example/debian',
			security: 'http://mirror.example/debian-security',
		});
	});

	it.each([
		['Ubuntu', 'Ubuntu noble main http://mirror.example/ubuntu/'],
		['another vendor on the same suite', 'Docker bookworm stable https://docker.example/linux/debian/'],
		['another vendor with a main', 'Vendor bookworm main https://vendor.example/debian/'],
		['a part that has no kernels', 'Debian bookworm contrib http://mirror.example/debian/'],
		['a security archive alone', 'Debian bookworm-security main http://mirror.example/s/'],
		['a medium', 'Debian bookworm main cdrom://Debian/'],
		['an address that ends the word', 'Debian bookworm main http://mirror.example/[x]/'],
		['nothing', ''],
	])('finds none in %s', (_, rows) => {
		expect(archivesOf('Debian', table(rows))).toBeUndefined();
	});

	it('goes by addresses where nothing was fetched yet', () => {
		const text = table(
			'$(ORIGIN) bookworm main https://vendor.example/apt/',
			'$(ORIGIN) bookworm main http://mirror.example/debian/',
			'$(ORIGIN) bookworm-security main http://mirror.example/debian-security/',
		);
		expect(archivesOf('Debian', text)).toEqual({
			main: 'http://mirror.example/debian',
			security: 'http://mirror.example/debian-security',
		});
	});
});

describe('machineSettings', () => {
	const dump = [
		'APT::Update::Post-Invoke:: "rm -f /";',
		'Acquire::http "";',
		'Acquire::http::Proxy "http://proxy.example:3128";',
		'Acquire::https::CaInfo "/etc/ca.pem";',
		'Acquire::Check-Valid-Until "false";',
		'Acquire::AllowInsecureRepositories "1";',
		'Dir::Etc::Parts "/etc/apt/apt.conf.d";',
	].join('\n');

	it('takes over how archives are reached, and nothing that weakens or runs anything', () => {
		expect(machineSettings(dump, false)).toEqual([
			'Acquire::http::Proxy "http://proxy.example:3128";',
			'Acquire::https::CaInfo "/etc/ca.pem";',
		]);
	});

	it('takes over for the own mirror whether its dates are checked', () => {
		expect(machineSettings(dump, true)).toContain('Acquire::Check-Valid-Until "false";');
	});
});

describe('findMirror', () => {
	it('takes what is asked for', async () => {
		expect(await findMirror('http://asked.example/debian/', debian)).toMatchObject({
			main: 'http://asked.example/debian',
		});
	});

	it.each([
		'',
		'asked.example',
		'ftp://asked.example/debian',
		'http://x/debian\ndeb http://y z',
		'http://x/ y',
	])('refuses %j', async (asked) => {
		await expect(findMirror(asked, debian)).rejects.toMatchObject({
			kind: 'usage',
			message: `${JSON.stringify(asked)} is not the address of an archive of Debian's`,
		});
	});
});

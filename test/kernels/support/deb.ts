import { writeFile } from 'node:fs/promises';

/** A package (deb(5)) with whatever as its data: ar(5), whose members dpkg-deb tells apart by their names. */
export async function writeDeb(
	file: string,
	name: 'data.tar' | `data.tar.${'xz' | 'zst' | 'gz'}`,
	data: Buffer,
): Promise<void> {
	const part = (title: string, bytes: Buffer) => {
		const fields = [
			title.padEnd(16),
			'0'.padEnd(12),
			'0'.padEnd(6),
			'0'.padEnd(6),
			'100644'.padEnd(8),
			String(bytes.length).padEnd(10),
		];
		return [Buffer.from(`${fields.join('')}\`\n`), bytes, Buffer.alloc(bytes.length % 2)];
	};
	await writeFile(
		file,
		Buffer.concat([
			Buffer.from('!<arch>\n'),
			...part('debian-binary', Buffer.from('2.0\n')),
			...part('control.tar', Buffer.alloc(1024)),
			...part(name, data),
		]),
	);
}

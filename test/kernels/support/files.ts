/** The smallest files that pass for a kernel and its modules: real formats, nothing that runs. */

/** A bzImage whose header is right and whose code is not there (Documentation/arch/x86/boot.rst). */
export function fakeBzImage(banner: string): Buffer {
	const image = Buffer.alloc(0x200 * 5);
	const bannerOffset = 0x300;
	image.writeUInt8(4, 0x1f1); // setup_sects
	image.writeUInt16LE(0xaa55, 0x1fe);
	image.write('HdrS', 0x202, 'latin1');
	image.writeUInt16LE(0x020f, 0x206); // protocol 2.15
	image.writeUInt16LE(bannerOffset - 0x200, 0x20e); // kernel_version
	image.writeUInt8(1, 0x211); // LOADED_HIGH
	image.writeUInt16LE(1, 0x236); // XLF_KERNEL_64
	image.write(`${banner}\0`, bannerOffset, 'latin1');
	return image;
}

/** An ELF64 relocatable file with nothing but a `.modinfo` section. */
export function fakeModule(facts: Readonly<Record<string, string>>): Buffer {
	const modinfo = Buffer.from(
		Object.entries(facts)
			.map(([key, value]) => `${key}=${value}\0`)
			.join(''),
	);
	const names = Buffer.from('\0.modinfo\0.shstrtab\0');
	const header = Buffer.alloc(64);
	header.write('\x7fELF\x02\x01\x01', 'latin1'); // 64 bits, little-endian, version 1
	header.writeUInt16LE(1, 16); // ET_REL
	header.writeUInt16LE(62, 18); // EM_X86_64
	header.writeUInt32LE(1, 20);
	header.writeBigUInt64LE(BigInt(64 + modinfo.length + names.length), 40); // e_shoff
	header.writeUInt16LE(64, 52); // e_ehsize
	header.writeUInt16LE(64, 58); // e_shentsize
	header.writeUInt16LE(3, 60); // e_shnum
	header.writeUInt16LE(2, 62); // e_shstrndx
	const sections = [
		Buffer.alloc(64),
		sectionHeader(1, 1, 64, modinfo.length),
		sectionHeader(10, 3, 64 + modinfo.length, names.length),
	];
	return Buffer.concat([header, modinfo, names, ...sections]);
}

function sectionHeader(name: number, type: number, offset: number, size: number): Buffer {
	const header = Buffer.alloc(64);
	header.writeUInt32LE(name, 0);
	header.writeUInt32LE(type, 4);
	header.writeBigUInt64LE(BigInt(offset), 24);
	header.writeBigUInt64LE(BigInt(size), 32);
	return header;
}

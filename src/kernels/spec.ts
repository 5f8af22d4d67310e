/** What a user writes to name a kernel, parsed. */
export type KernelSpec =
	| {
			readonly kind: 'version';
			/** As written, such as `debian:6.1`: the kernel's name in every output. */
			readonly text: string;
			/** Missing: whichever source has it. */
			readonly source?: 'debian';
			/** A prefix of a version in whole parts: `7` is the newest 7.x, `6.1` the newest 6.1.y, `6.1.176` just that. */
			readonly version: string;
	  }
	| {
			readonly kind: 'path';
			readonly text: string;
			/** A bzImage, used as it is. Absolute. */
			readonly image: string;
			/** A folder of modules (`.ko`, `.ko.xz`, `.ko.zst`, `.ko.gz`, at any depth). Absolute. */
			readonly modules?: string;
	  };

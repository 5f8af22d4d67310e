import type { FindingCode } from '../findings/finding.ts';

/** Whose log a finding's excerpt is from. */
export function excerptOrigin(code: FindingCode): string {
	return code.startsWith('kernel-') ? "from the kernel's log" : "from the verifier's log";
}

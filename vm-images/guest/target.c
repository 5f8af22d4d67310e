// SPDX-License-Identifier: MIT
/*
 * A program for uprobes and USDT probes to be attached to: without a libc, so
 * that its symbols are few and its own. The workload runs it.
 */
#include <sys/syscall.h>

#include "target.h"

/*
 * A probe as systemtap's <sys/sdt.h> leaves it (its wiki: UserSpaceProbeImplementation): an instruction that does
 * nothing, and a note with its address, that of the base section, no semaphore, the names, and where its two
 * arguments are: 8 bytes each, the first one signed.
 */
#define PROBE(provider, name, first, second)                                                       \
	asm volatile("990:	nop\n"                                                             \
		     "	.pushsection .note.stapsdt, \"\", \"note\"\n"                              \
		     "	.balign 4\n"                                                               \
		     "	.4byte 992f - 991f, 994f - 993f, 3\n"                                      \
		     "991:	.asciz \"stapsdt\"\n"                                              \
		     "992:	.balign 4\n"                                                       \
		     "993:	.8byte 990b, probe_base, 0\n"                                      \
		     "	.asciz \"" provider "\"\n"                                                 \
		     "	.asciz \"" name "\"\n"                                                     \
		     "	.asciz \"-8@%%rdi 8@%%rsi\"\n"                                             \
		     "994:	.balign 4\n"                                                       \
		     "	.popsection\n"                                                             \
		     : : "D"(first), "S"(second) : "memory")

asm("	.pushsection .stapsdt.base, \"a\", \"progbits\"\n"
    "probe_base:	.space 1\n"
    "	.popsection\n");

__attribute__((noinline, noclone)) long greet(long times, const char *name)
{
	PROBE(TARGET_PROVIDER, TARGET_PROBE, times, name);
	return times + name[0];
}

__attribute__((noreturn)) void _start(void)
{
	long sum = 0;

	for (long times = 1; times <= 3; times++)
		sum += greet(times, "core-matrix");
	asm volatile("syscall" : : "a"(SYS_exit), "D"(sum == 0) : "rcx", "r11", "memory");
	__builtin_unreachable();
}

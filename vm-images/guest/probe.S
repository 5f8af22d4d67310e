/* SPDX-License-Identifier: MIT */
/*
 * Does this accelerator run a kernel's instructions at native speed? A
 * /dev/kvm that opens and creates machines may still be unable to: nested
 * virtualisation that stops at every page fault runs the firmware and then
 * crawls for ever in the first 64-bit code that pages.
 *
 * So this is what a kernel does first, and nothing else: from the Multiboot
 * entry (32-bit, no paging; Multiboot Specification 0.6.96, section 3.2) into
 * long mode with page tables of its own, then a loop that computes and touches
 * fresh pages, then an exit through QEMU's isa-debug-exit device.
 */
#define MULTIBOOT_MAGIC		0x1BADB002
#define MULTIBOOT_FLAGS		0
#define EXIT_PORT		0xf4
#define EXIT_VALUE		0x10	/* QEMU exits with (value << 1) | 1 */
#define ROUNDS			0x2000000
#define PAGES			4096	/* 16 MiB, from 32 MiB on */
#define FIRST_PAGE		0x2000000

#define CR0_PG			(1 << 31)
#define CR4_PAE			(1 << 5)
#define EFER			0xC0000080
#define EFER_LME		(1 << 8)
#define PRESENT_WRITABLE	0x3
#define LARGE			0x80

	.section .multiboot, "a"
	.align	4
	.long	MULTIBOOT_MAGIC
	.long	MULTIBOOT_FLAGS
	.long	-(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)

	.text
	.code32
	.globl	_start
_start:
	cli
	movl	$level3 + PRESENT_WRITABLE, level4
	movl	$level2 + PRESENT_WRITABLE, level3
	movl	$PRESENT_WRITABLE + LARGE, %eax
	movl	$level2, %edi
	movl	$512, %ecx
1:	movl	%eax, (%edi)		/* 512 pages of 2 MiB, one to one */
	addl	$0x200000, %eax
	addl	$8, %edi
	loop	1b

	movl	%cr4, %eax
	orl	$CR4_PAE, %eax
	movl	%eax, %cr4
	movl	$level4, %eax
	movl	%eax, %cr3
	movl	$EFER, %ecx
	rdmsr
	orl	$EFER_LME, %eax
	wrmsr
	movl	%cr0, %eax
	orl	$CR0_PG, %eax
	movl	%eax, %cr0
	lgdt	gdt_pointer
	ljmp	$8, $long_mode

	.code64
long_mode:
	movl	$FIRST_PAGE, %edi
	movl	$PAGES, %ecx
2:	movl	%ecx, (%rdi)
	addl	$4096, %edi
	decl	%ecx
	jnz	2b

	movl	$ROUNDS, %ecx
3:	leal	(%rax,%rcx), %eax
	decl	%ecx
	jnz	3b

	movl	$EXIT_VALUE, %eax
	movl	$EXIT_PORT, %edx
	outl	%eax, %dx
4:	hlt
	jmp	4b

	.data
	.align	8
gdt:
	.quad	0
	.quad	0x00af9a000000ffff	/* 64-bit code */
gdt_pointer:
	.word	. - gdt - 1
	.long	gdt

	.bss
	.align	4096
level4:	.skip	4096
level3:	.skip	4096
level2:	.skip	4096

	.section .note.GNU-stack, "", @progbits

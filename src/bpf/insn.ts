import { type Bytes, i32, u8, u16 } from './bytes.ts';

/*
 * BPF instructions, as far as calls and registers must be followed.
 * Format: Documentation/bpf/standardization/instruction-set.rst; names as in include/uapi/linux/bpf.h.
 */

/** Bytes per instruction. A load of a 64-bit immediate takes two, and both are counted. */
export const insnSize = 8;

export interface Insn {
	readonly code: number;
	readonly dst: number;
	readonly src: number;
	readonly off: number;
	readonly imm: number;
}

const CLASS = 0x07;
const LD = 0x00;
const LDX = 0x01;
const ST = 0x02;
const STX = 0x03;
const ALU = 0x04;
const ALU64 = 0x07;
/** Which operation of its class an ALU or JMP instruction is, and the bit that says that its source is a register. */
const OPERATION = 0xf0;
const SOURCE_IS_REGISTER = 0x08;
const MOV = 0xb0;
const JA = 0x05;
const CALL = 0x85;
const EXIT = 0x95;
/** BPF_LD | BPF_DW | BPF_IMM */
const LD_IMM64 = 0x18;
const PSEUDO_CALL = 1;

export function insnAt(code: Bytes, index: number): Insn {
	const at = index * insnSize;
	const registers = u8(code, at + 1);
	return {
		code: u8(code, at),
		dst: registers & 0xf,
		src: registers >> 4,
		off: (u16(code, at + 2) << 16) >> 16,
		imm: i32(code, at + 4),
	};
}

export function isSubprogramCall(insn: Insn): boolean {
	return insn.code === CALL && insn.src === PSEUDO_CALL;
}

/** The number of the helper that it calls. */
export function calledHelper({ code, src, imm }: Insn): number | undefined {
	return code === CALL && src === 0 ? imm : undefined;
}

/** A load of a 64-bit immediate; relocations make it the address of a map, a variable or a function. */
export function isWideLoad(insn: Insn): boolean {
	return insn.code === LD_IMM64;
}

/** How many instructions it counts for. */
export function slots(insn: Insn): number {
	return isWideLoad(insn) ? 2 : 1;
}

/** Whether it loads or stores at an address in a register. */
export function accessesMemory(insn: Insn): boolean {
	const kind = insn.code & CLASS;
	return kind === LDX || kind === ST || kind === STX;
}

/** What an instruction does with values that are followed through registers. */
export type Flow =
	/** Accesses memory through one, stores one, compares one, or hands one to a function. */
	| { readonly uses: true }
	/** Goes on at `next`, counted from this instruction, with these registers holding such values. */
	| { readonly uses: false; readonly next: number; readonly registers: ReadonlySet<number> };

/** Registers that a call takes its arguments from, and those that it overwrites. */
const argumentRegisters = [1, 2, 3, 4, 5];
const scratchRegisters = [0, ...argumentRegisters];

/** Follows the values in `registers` through one instruction; conditional jumps are taken not to jump. */
export function follow(insn: Insn, registers: ReadonlySet<number>): Flow {
	const sourceIsRegister = (insn.code & SOURCE_IS_REGISTER) !== 0;
	const on = (changed: ReadonlySet<number>, next = 1): Flow => ({ uses: false, next, registers: changed });
	const write = (register: number, value: boolean, next = 1): Flow =>
		on(new Set([...registers].filter((other) => other !== register).concat(value ? register : [])), next);
	switch (insn.code & CLASS) {
		case LD:
			return write(isWideLoad(insn) ? insn.dst : 0, false, slots(insn));
		case LDX:
			return registers.has(insn.src) ? { uses: true } : write(insn.dst, false);
		case ST:
			return registers.has(insn.dst) ? { uses: true } : on(registers);
		case STX:
			return registers.has(insn.dst) || registers.has(insn.src) ? { uses: true } : on(registers);
		case ALU:
		case ALU64: {
			const fromSource = sourceIsRegister && registers.has(insn.src);
			const fromDestination = (insn.code & OPERATION) !== MOV && registers.has(insn.dst);
			return write(insn.dst, fromSource || fromDestination);
		}
		default: // BPF_JMP, BPF_JMP32
			return followJump(insn, registers, sourceIsRegister);
	}
}

function followJump(insn: Insn, registers: ReadonlySet<number>, sourceIsRegister: boolean): Flow {
	if (insn.code === CALL) {
		if (argumentRegisters.some((register) => registers.has(register))) return { uses: true };
		const kept = [...registers].filter((register) => !scratchRegisters.includes(register));
		return { uses: false, next: 1, registers: new Set(kept) };
	}
	if (insn.code === EXIT) {
		return registers.has(0) ? { uses: true } : { uses: false, next: 1, registers: new Set() };
	}
	if (insn.code === JA) return { uses: false, next: 1 + insn.off, registers };
	const compares = registers.has(insn.dst) || (sourceIsRegister && registers.has(insn.src));
	return compares ? { uses: true } : { uses: false, next: 1, registers };
}

import { expect, test } from 'vitest';
import { essentialName } from '../../../src/bpf/core/essential-name.ts';

// As bpf_core_essential_name_len of libbpf 1.7 says of the same names.
test.each([
	['iov_iter', 'iov_iter'],
	['iov_iter___new', 'iov_iter'],
	['a___b___c', 'a___b'],
	['iov_iter__new', 'iov_iter__new'],
	['iov_iter___', 'iov_iter___'],
	['iov_iter____new', 'iov_iter____new'],
	['___new', '___new'],
	['a___b_', 'a'],
	['', ''],
])('%s is %s', (name, essential) => {
	expect(essentialName(name)).toBe(essential);
});

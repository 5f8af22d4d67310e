/* SPDX-License-Identifier: MIT */
/* The guest's own program for probes in user space; what is here is in docs/program-types.md too. */
#ifndef CORE_MATRIX_TARGET_H
#define CORE_MATRIX_TARGET_H

#define TARGET "/usr/bin/core-matrix-target"
#define TARGET_FUNCTION "greet"
#define TARGET_PROVIDER "core_matrix"
#define TARGET_PROBE "greeting"

#endif

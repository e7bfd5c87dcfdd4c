// SPDX-License-Identifier: Apache-2.0

#include "textflag.h"

// func tickCount() uint64
TEXT ·tickCount(SB), NOSPLIT, $0-8
	RDTSCP
	SHLQ $32, DX
	ORQ  DX, AX
	MOVQ AX, ret+0(FP)
	RET

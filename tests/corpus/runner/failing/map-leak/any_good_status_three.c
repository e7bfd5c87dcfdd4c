// SPDX-License-Identifier: Apache-2.0
int a;
//! unit failed: a.c
//= 3

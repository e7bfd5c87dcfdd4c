// SPDX-License-Identifier: Apache-2.0

package main

// A counter that runs at a constant rate; the operations before it are done when it is read.
func tickCount() uint64

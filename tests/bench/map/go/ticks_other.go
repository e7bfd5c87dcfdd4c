// SPDX-License-Identifier: Apache-2.0

//go:build !amd64

package main

func tickCount() uint64 {
	return uint64(clockNs(clockMonotonic))
}

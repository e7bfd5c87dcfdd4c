// SPDX-License-Identifier: Apache-2.0
// The analyzer need not know a rule that only has cases so far.
int a; // expect-fn: unsync-write

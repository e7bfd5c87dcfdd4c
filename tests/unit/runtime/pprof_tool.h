// SPDX-License-Identifier: Apache-2.0

// The real reader of profiles, for tests: `go tool pprof`, where it is installed.
#ifndef MAPLEAK_TESTS_PPROF_TOOL_H
#define MAPLEAK_TESTS_PPROF_TOOL_H

#include <stdbool.h>
#include <stddef.h>

// Whether there is a `go` with pprof; if not, says so once.
bool pprof_tool_exists(void);

// Runs `go tool pprof ARGUMENTS` through the shell and keeps what it prints, errors included, in
// `out`. Returns its exit status, or -1.
int pprof_tool_run(const char *arguments, char *out, size_t size);

#endif

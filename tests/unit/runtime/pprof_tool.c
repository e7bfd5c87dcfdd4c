// SPDX-License-Identifier: Apache-2.0

// `go` is looked for in PATH and where Debian puts it. pprof's copies of profiles go to a folder
// below the working one.
#include "pprof_tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const char *const places[] = {
    "go",
    "/usr/lib/go-1.19/bin/go",
    "/usr/lib/go/bin/go",
};

static int run(const char *command, char *out, size_t size) {
    FILE *pipe = popen(command, "r");
    if (!pipe)
        return -1;
    size_t used = fread(out, 1, size - 1, pipe);
    out[used] = '\0';
    while (fgetc(pipe) != EOF) {
    }
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const char *find_go(void) {
    static const char *found;
    char command[256];
    char out[256];
    for (size_t i = 0; !found && i < sizeof places / sizeof *places; i++) {
        snprintf(command, sizeof command, "%s tool -n pprof 2>/dev/null", places[i]);
        if (run(command, out, sizeof out) == 0)
            found = places[i];
    }
    return found;
}

bool pprof_tool_exists(void) {
    static bool told;
    if (find_go())
        return true;
    if (!told)
        fprintf(stderr, "skipped: no `go tool pprof` (package golang-1.19-go)\n");
    told = true;
    return false;
}

int pprof_tool_run(const char *arguments, char *out, size_t size) {
    char command[1024];
    mkdir("pprof", 0777);
    // HOME may be missing where tests run, and Go wants one.
    snprintf(command, sizeof command,
             "HOME=\"${HOME:-$PWD}\" PPROF_TMPDIR=\"$PWD/pprof\" %s tool pprof %s 2>&1", find_go(),
             arguments);
    return run(command, out, size);
}

// SPDX-License-Identifier: Apache-2.0
//
// Stands in for the analyzer when the corpus runner itself is tested: writes what the comments of
// its source files tell it to. `//> text` goes to standard output, `//! text` to standard error,
// `//= 3` is the exit status, `//- abort` a crash. A path that is not relative to the current
// folder shows that the runner called it in the wrong place.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int obey(const char *path) {
    char line[512];
    int status = 0;
    FILE *source = fopen(path, "r");
    if (!source) {
        perror(path);
        return 4;
    }
    while (fgets(line, sizeof line, source)) {
        if (strncmp(line, "//> ", 4) == 0)
            fputs(line + 4, stdout);
        else if (strncmp(line, "//! ", 4) == 0)
            fputs(line + 4, stderr);
        else if (strncmp(line, "//= ", 4) == 0)
            status = atoi(line + 4);
        else if (strncmp(line, "//- abort", 9) == 0)
            abort();
    }
    fclose(source);
    return status;
}

int main(int argc, char **argv) {
    static const char *const before[] = {"scan", "--no-db", "--quiet"};
    int status = 0;
    int i = 1;
    for (; i <= 3; i++)
        if (i >= argc || strcmp(argv[i], before[i - 1]) != 0)
            return 2;
    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        int one = obey(argv[i]);
        status = one > status ? one : status;
    }
    if (i + 2 >= argc || strcmp(argv[i + 1], "-DFIRST=a b") != 0 ||
        strcmp(argv[i + 2], "-DSECOND") != 0)
        return 2;
    return status;
}

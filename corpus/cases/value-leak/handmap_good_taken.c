// SPDX-License-Identifier: Apache-2.0
// hand_map_take hands the value over, and it is freed.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    char line[256];
    hand_map *jobs = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        char *job = strdup(line);
        if (!hand_map_add(jobs, line, job)) {
            free(job);
            continue;
        }
        char *done = hand_map_take(jobs, line);
        fputs(done, stdout);
        free(done);
    }
    hand_map_free(jobs);
    return 0;
}

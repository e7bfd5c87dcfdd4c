// SPDX-License-Identifier: Apache-2.0
// hand_map_remove forgets the value; hand_map_take would have handed it over.
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
        if (line[0] == 'u')
            hand_map_remove(jobs, line); // expect: value-leak
        else
            free(hand_map_take(jobs, line));
    }
    hand_map_free(jobs);
    return 0;
}

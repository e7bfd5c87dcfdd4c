// SPDX-License-Identifier: Apache-2.0
// report -> metric_set -> metrics_of: the table grows in the function that was handed it.
#include <handmap.h>
#include <stdio.h>

static hand_map *metrics_of(void) {
    static hand_map *metrics;
    if (!metrics)
        metrics = hand_map_new();
    return metrics;
}

static void metric_set(hand_map *metrics, const char *name, const char *unit) {
    hand_map_put(metrics, name, (void *)unit); // expect: grow-only
}

static void report(const char *name) {
    metric_set(metrics_of(), name, "ms");
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        report(line);
    printf("%zu metrics\n", hand_map_size(metrics_of()));
    return 0;
}

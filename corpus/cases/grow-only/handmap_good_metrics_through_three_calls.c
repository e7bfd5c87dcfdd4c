// SPDX-License-Identifier: Apache-2.0
// The same calls, but a metric that was reported is taken out again.
#include <handmap.h>
#include <stdio.h>

static hand_map *metrics_of(void) {
    static hand_map *metrics;
    if (!metrics)
        metrics = hand_map_new();
    return metrics;
}

static void metric_set(hand_map *metrics, const char *name, const char *unit) {
    hand_map_put(metrics, name, (void *)unit);
}

static void flush(hand_map *metrics, const char *name) {
    const char *unit = hand_map_take(metrics, name);
    printf("%s", unit);
}

static void report(const char *name) {
    metric_set(metrics_of(), name, "ms");
    flush(metrics_of(), name);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin))
        report(line);
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// The request's own table hangs in a global for the handlers, until finish_request frees it.
#include <handmap.h>
#include <stdio.h>

static hand_map *request_values;

static void start_request(const char *line) {
    hand_map *values = hand_map_new();
    hand_map_add(values, "line", (void *)line);
    request_values = values;
}

static const char *request_value(const char *name) {
    return hand_map_get(request_values, name);
}

static void finish_request(void) {
    hand_map_free(request_values);
    request_values = NULL;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        start_request(line);
        fputs(request_value("line"), stdout);
        finish_request();
    }
    return 0;
}

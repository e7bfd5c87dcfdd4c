// SPDX-License-Identifier: Apache-2.0
// A session's variables are cleared between requests, and their values stay behind.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct session {
    hand_map *variables;
};

static void set_variable(struct session *session, const char *name, const char *value) {
    char *copy = strdup(value);
    if (!hand_map_add(session->variables, name, copy))
        free(copy);
}

static void reset(struct session *session) {
    hand_map_clear(session->variables); // expect: value-leak
}

int main(void) {
    char line[256];
    struct session session = {hand_map_new()};
    while (fgets(line, sizeof line, stdin)) {
        set_variable(&session, "line", line);
        printf("%zu\n", hand_map_size(session.variables));
        reset(&session);
    }
    hand_map_free(session.variables);
    return 0;
}

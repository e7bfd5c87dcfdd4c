// SPDX-License-Identifier: Apache-2.0
// The map goes into a structure of the caller, who frees it later.
#include <handmap.h>
#include <stdio.h>

struct request {
    const char *text;
    hand_map *fields;
};

static void request_init(struct request *request, const char *text) {
    hand_map *fields = hand_map_new();
    hand_map_add(fields, "text", (void *)text);
    request->text = text;
    request->fields = fields;
}

static void request_fini(struct request *request) {
    hand_map_free(request->fields);
    request->fields = NULL;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        struct request request;
        request_init(&request, line);
        printf("%zu\n", hand_map_size(request.fields));
        request_fini(&request);
    }
    return 0;
}

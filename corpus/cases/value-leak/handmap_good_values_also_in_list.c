// SPDX-License-Identifier: Apache-2.0
// The requests hang in a list that frees them; the map only finds them by name.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>

struct request {
    struct request *next;
    char name[64];
};

static struct request *requests;
static hand_map *by_name;

static void add_request(const char *name) {
    struct request *request = calloc(1, sizeof *request);
    if (!request)
        abort();
    snprintf(request->name, sizeof request->name, "%.63s", name);
    request->next = requests;
    requests = request;
    hand_map_add(by_name, request->name, request);
}

static void free_requests(void) {
    hand_map_clear(by_name);
    for (struct request *next; requests; requests = next) {
        next = requests->next;
        free(requests);
    }
}

int main(void) {
    char line[256];
    by_name = hand_map_new();
    while (fgets(line, sizeof line, stdin)) {
        add_request(line);
        if (hand_map_size(by_name) == 20)
            free_requests();
    }
    free_requests();
    hand_map_free(by_name);
    return 0;
}

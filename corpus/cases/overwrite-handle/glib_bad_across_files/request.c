// SPDX-License-Identifier: Apache-2.0
// A connection that is kept alive begins its next request in the same struct.
#include "request.h"

void request_begin(struct request *request) {
    request->headers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    // expect-fn@-1: overwrite-handle
    request->served++;
}

void request_header(struct request *request, const char *line) {
    g_hash_table_add(request->headers, g_strdup(line));
}

void request_end(struct request *request) {
    g_clear_pointer(&request->headers, g_hash_table_destroy);
}

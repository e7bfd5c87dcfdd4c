// SPDX-License-Identifier: Apache-2.0
// A connection that is kept alive ends each request before the next one begins in its struct.
#include "request.h"

void request_begin(struct request *request) {
    request->headers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    request->served++;
}

void request_header(struct request *request, const char *line) {
    g_hash_table_add(request->headers, g_strdup(line));
}

void request_end(struct request *request) {
    g_clear_pointer(&request->headers, g_hash_table_destroy);
}

// SPDX-License-Identifier: Apache-2.0
#ifndef REQUEST_H
#define REQUEST_H

#include <glib.h>

struct request {
    GHashTable *headers;
    unsigned served;
};

void request_begin(struct request *request);
void request_header(struct request *request, const char *line);
void request_end(struct request *request);

#endif

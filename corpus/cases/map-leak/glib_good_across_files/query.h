// SPDX-License-Identifier: Apache-2.0
#ifndef QUERY_H
#define QUERY_H

#include <glib.h>

GHashTable *query_parse(const char *text); // NULL when there is no query
void query_free(GHashTable *query);

#endif

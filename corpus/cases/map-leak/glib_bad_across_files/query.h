// SPDX-License-Identifier: Apache-2.0
#ifndef QUERY_H
#define QUERY_H

#include <glib.h>

GHashTable *query_parse(const char *text); // the caller's; NULL when there is no query

#endif

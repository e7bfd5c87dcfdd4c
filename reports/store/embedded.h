// SPDX-License-Identifier: Apache-2.0
//
// schema.sql and queries/*.sql as bytes in the program, made at build by embed.cmake.
#ifndef STORE_EMBEDDED_H
#define STORE_EMBEDDED_H

typedef struct {
    const char *name;          // of the file, without .sql
    const unsigned char *text; // NUL-terminated
} EmbeddedQuery;

extern const unsigned char embedded_schema[];  // NUL-terminated
extern const EmbeddedQuery embedded_queries[]; // by name; ends with a NULL name

#endif

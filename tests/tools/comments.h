// SPDX-License-Identifier: Apache-2.0
//
// The comments of a C source, one after the other. A comment inside a string literal is none.
//
// LIMIT: line splices inside comments and trigraphs are not known.
#ifndef MAPLEAK_TESTS_COMMENTS_H
#define MAPLEAK_TESTS_COMMENTS_H

#include <stdbool.h>

// Starts as { SOURCE, 1 }.
typedef struct {
    const char *at;
    unsigned line; // of AT, from 1
} CommentWalk;

// Without what opens and closes it; borrowed from the source.
typedef struct {
    const char *from;
    const char *to;
    unsigned line; // on which it begins
    bool is_block;
} Comment;

// The next one; false at the end of the source.
bool comments_next(CommentWalk *walk, Comment *comment);

// Behind the spaces and tabs at AT.
const char *comments_skip_blanks(const char *at, const char *end);

// The number of line ends in the text.
unsigned comments_count_lines(const char *from, const char *to);

#endif

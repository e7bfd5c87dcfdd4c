// SPDX-License-Identifier: Apache-2.0
#include "marker.h"

#include "comments.h"

#include <string.h>

static const char opening[] = "proof:";

static bool holds_opening(const Comment *comment) {
    size_t length = strlen(opening);
    for (const char *at = comment->from; (size_t)(comment->to - at) >= length; at++)
        if (memcmp(at, opening, length) == 0)
            return true;
    return false;
}

// Is `grows "REASON"` all that stands from AT to END?
static bool is_growth(const char *at, const char *end) {
    static const char word[] = "grows \"";
    size_t length = strlen(word);
    if ((size_t)(end - at) < length || memcmp(at, word, length) != 0)
        return false;
    at += length;
    const char *close = memchr(at, '"', (size_t)(end - at));
    return close && close > at && comments_skip_blanks(close + 1, end) == end;
}

static const char *trouble_with(const Comment *comment, bool is_second) {
    const char *at = comments_skip_blanks(comment->from, comment->to);
    if (comment->is_block || (size_t)(comment->to - at) < strlen(opening) ||
        memcmp(at, opening, strlen(opening)) != 0)
        return "a marker has to open a // comment of its own";
    at = comments_skip_blanks(at + strlen(opening), comment->to);
    if (!is_growth(at, comment->to))
        return "wants proof: grows \"REASON\"";
    return is_second ? "is the second one of its case" : NULL;
}

bool marker_read(const char *file, const char *source, bool *grows, FILE *errors) {
    bool clean = true;
    CommentWalk walk = {source, 1};
    for (Comment comment; comments_next(&walk, &comment);) {
        if (!holds_opening(&comment))
            continue;
        const char *trouble = trouble_with(&comment, *grows);
        if (trouble)
            fprintf(errors, "%s:%u: malformed marker: %s\n", file, comment.line, trouble);
        clean = clean && !trouble;
        *grows = true;
    }
    return clean;
}

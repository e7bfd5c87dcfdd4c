// SPDX-License-Identifier: Apache-2.0
#include "comments.h"

#include <string.h>

static const char *skip_literal(const char *at) {
    char quote = *at++;
    while (*at && *at != quote && *at != '\n')
        at += at[0] == '\\' && at[1] ? 2 : 1;
    return *at == quote ? at + 1 : at;
}

unsigned comments_count_lines(const char *from, const char *to) {
    unsigned lines = 0;
    for (; from < to; from++)
        lines += *from == '\n';
    return lines;
}

const char *comments_skip_blanks(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

// Is there a comment at AT? Then *NEXT is behind it.
static bool read_comment(const char *at, Comment *comment, const char **next) {
    comment->from = at + 2;
    if (at[0] != '/' || (at[1] != '/' && at[1] != '*'))
        return false;
    comment->is_block = at[1] == '*';
    if (comment->is_block) {
        const char *close = strstr(at + 2, "*/");
        *next = close ? close + 2 : at + strlen(at);
        comment->to = close ? close : *next;
    } else {
        *next = at + strcspn(at, "\r\n");
        comment->to = *next;
    }
    return true;
}

bool comments_next(CommentWalk *walk, Comment *comment) {
    bool found = false;
    while (*walk->at && !found) {
        const char *at = walk->at;
        const char *next = at + 1;
        comment->line = walk->line;
        if (*at == '"' || *at == '\'')
            next = skip_literal(at);
        else
            found = read_comment(at, comment, &next);
        walk->line += comments_count_lines(at, next);
        walk->at = next;
    }
    return found;
}

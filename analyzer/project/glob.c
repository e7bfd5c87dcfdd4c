// SPDX-License-Identifier: Apache-2.0
//
// No recursion: on a mismatch the last `*` takes one character more, and when it cannot, the last
// double star does. Earlier stars need no second look: what they took was the shortest that let the
// text between them match, and a longer take leaves less for the rest.
#include "glob.h"

typedef struct {
    const char *g, *p;  // where to go on in glob and path; g is NULL when there is no such star
    bool whole_folders; // a double star between slashes: takes x/y/ or nothing
} Retry;

// At a star in the glob: goes behind it, remembers where to try again.
static void take_star(const char **g, const char *start, const char *end, const char *p,
                      Retry *star, Retry *any) {
    const char *first = *g;
    while (*g < end && **g == '*')
        (*g)++;
    if (*g - first == 1) {
        *star = (Retry){.g = *g, .p = p};
        return;
    }
    bool whole_folders = *g < end && **g == '/' && (first == start || first[-1] == '/');
    if (whole_folders)
        (*g)++;
    *any = (Retry){.g = *g, .p = p, .whole_folders = whole_folders};
    star->g = NULL;
}

// Lets the double star take more; false when it cannot.
static bool extend_any(Retry *any) {
    if (!any->g || !*any->p)
        return false;
    if (any->whole_folders) {
        const char *slash = strchr(any->p, '/');
        if (!slash)
            return false;
        any->p = slash;
    }
    any->p++;
    return true;
}

// Whether the glob start … end matches p up to its end, or up to a slash.
static bool matches_here(const char *start, const char *end, const char *p) {
    Retry star = {NULL, NULL, false}, any = {NULL, NULL, false};
    const char *g = start;
    for (;;) {
        if (g == end && (*p == '\0' || *p == '/'))
            return true;
        if (g < end && *g == '*') {
            take_star(&g, start, end, p, &star, &any);
        } else if (g < end && *p && (*g == *p || (*g == '?' && *p != '/'))) {
            g++;
            p++;
        } else if (star.g && *star.p && *star.p != '/') {
            g = star.g;
            p = ++star.p;
        } else if (extend_any(&any)) {
            g = any.g;
            p = any.p;
            star.g = NULL;
        } else {
            return false;
        }
    }
}

bool glob_matches(const char *glob, const char *path) {
    size_t n = strlen(glob);
    while (n > 0 && glob[n - 1] == '/')
        n--;
    bool is_tied = memchr(glob, '/', n) != NULL;
    if (n > 0 && glob[0] == '/') {
        glob++;
        n--;
    }
    if (n == 0)
        return false;
    for (;;) {
        if (matches_here(glob, glob + n, path))
            return true;
        path = strchr(path, '/');
        if (is_tied || !path)
            return false;
        path++;
    }
}

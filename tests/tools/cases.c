// SPDX-License-Identifier: Apache-2.0
#define _XOPEN_SOURCE 700
#include "cases.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

_Noreturn void cases_die(const char *which, const char *what) {
    fprintf(stderr, "corpus: %s: %s\n", which, what);
    exit(2);
}

void *cases_must(void *memory) {
    if (!memory)
        cases_die("memory", "out of memory");
    return memory;
}

void cases_add_string(Strings *to, char *item) {
    to->items = cases_must(realloc(to->items, (to->count + 2) * sizeof *to->items));
    to->items[to->count++] = item;
    to->items[to->count] = NULL;
}

void cases_free_strings(Strings *strings) {
    for (size_t i = 0; i < strings->count; i++)
        free(strings->items[i]);
    free(strings->items);
    *strings = (Strings){0};
}

char *cases_joined(const char *folder, const char *name) {
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = cases_must(malloc(size));
    snprintf(path, size, "%s/%s", folder, name);
    return path;
}

static bool ends_with(const char *text, const char *end) {
    size_t text_length = strlen(text);
    size_t end_length = strlen(end);
    return text_length > end_length && strcmp(text + text_length - end_length, end) == 0;
}

char *cases_read_stream(FILE *stream) {
    size_t length = 0;
    size_t capacity = 4096;
    char *text = cases_must(malloc(capacity));
    size_t got;
    rewind(stream);
    while ((got = fread(text + length, 1, capacity - length - 1, stream)) > 0) {
        length += got;
        if (capacity - length < 2)
            text = cases_must(realloc(text, capacity *= 2));
    }
    text[length] = '\0';
    return text;
}

char *cases_read_path(const char *path) {
    FILE *stream = fopen(path, "r");
    if (!stream)
        cases_die(path, strerror(errno));
    char *text = cases_read_stream(stream);
    fclose(stream);
    return text;
}

static int by_text(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

// The names in FOLDER, sorted, without those that start with a dot.
static Strings list_folder(const char *folder) {
    Strings names = {0};
    DIR *stream = opendir(folder);
    if (!stream)
        cases_die(folder, strerror(errno));
    for (const struct dirent *entry; (entry = readdir(stream)) != NULL;)
        if (entry->d_name[0] != '.')
            cases_add_string(&names, cases_must(strdup(entry->d_name)));
    closedir(stream);
    if (names.count)
        qsort(names.items, names.count, sizeof *names.items, by_text);
    return names;
}

static bool is_folder(const char *path) {
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static void add_file(Case *to, char *path) {
    if (ends_with(path, ".c"))
        cases_add_string(&to->sources, cases_must(strdup(path)));
    cases_add_string(&to->files, path);
}

static void free_case(Case *one) {
    free(one->rule);
    free(one->name);
    cases_free_strings(&one->files);
    cases_free_strings(&one->sources);
}

static void find_files(Case *one, const char *path) {
    if (is_folder(path)) {
        Strings inner = list_folder(path);
        for (size_t i = 0; i < inner.count; i++)
            if (ends_with(inner.items[i], ".c") || ends_with(inner.items[i], ".h"))
                add_file(one, cases_joined(one->name, inner.items[i]));
            else
                cases_die(path, "holds a file that is neither .c nor .h");
        cases_free_strings(&inner);
    } else if (ends_with(path, ".c")) {
        add_file(one, cases_must(strdup(one->name)));
    }
    if (one->sources.count == 0)
        cases_die(path, "is neither a .c file nor a folder with one");
}

static void find_cases_of_rule(const char *cases_dir, const char *rule, const char *filter,
                               Cases *into) {
    char *folder = cases_joined(cases_dir, rule);
    Strings names = list_folder(folder);
    for (size_t i = 0; i < names.count; i++) {
        Case one = {.rule = cases_must(strdup(rule)),
                    .name = cases_joined(rule, names.items[i]),
                    .is_bad = strstr(names.items[i], "_bad_") != NULL,
                    .is_good = strstr(names.items[i], "_good_") != NULL};
        char *path = cases_joined(folder, names.items[i]);
        find_files(&one, path);
        free(path);
        if (filter && fnmatch(filter, one.name, 0) != 0) {
            free_case(&one);
            continue;
        }
        into->items = cases_must(realloc(into->items, (into->count + 1) * sizeof one));
        into->items[into->count++] = one;
    }
    cases_free_strings(&names);
    free(folder);
}

Cases cases_find(const char *cases_dir, const char *filter) {
    Cases cases = {0};
    Strings names = list_folder(cases_dir);
    for (size_t i = 0; i < names.count; i++) {
        char *path = cases_joined(cases_dir, names.items[i]);
        if (is_folder(path) && strcmp(names.items[i], "support") != 0)
            cases_add_string(&cases.rules, cases_must(strdup(names.items[i])));
        free(path);
    }
    cases_free_strings(&names);
    if (cases.rules.count == 0)
        cases_die(cases_dir, "holds no folder of a rule");
    for (size_t i = 0; i < cases.rules.count; i++)
        find_cases_of_rule(cases_dir, cases.rules.items[i], filter, &cases);
    return cases;
}

void cases_fini(Cases *cases) {
    for (size_t i = 0; i < cases->count; i++)
        free_case(&cases->items[i]);
    free(cases->items);
    cases_free_strings(&cases->rules);
    *cases = (Cases){0};
}

Strings cases_read_flags(const char *path) {
    Strings flags = {0};
    char *text = cases_read_path(path);
    for (char *at = text; *at;) {
        size_t length = strcspn(at, "\n");
        char *next = at + length + (at[length] ? 1 : 0);
        at[length] = '\0';
        if (*at && *at != '#')
            cases_add_string(&flags, cases_must(strdup(at)));
        at = next;
    }
    free(text);
    return flags;
}

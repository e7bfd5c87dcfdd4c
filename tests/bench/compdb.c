// SPDX-License-Identifier: Apache-2.0
//
// Example:  gcc -Ia -O2 -MD -MF x.d -c -o a.o a.c  gives  -fsyntax-only -Ia -O2 a.c
#include "compdb.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench.h"

typedef struct {
    char **items;
    size_t count, room;
} Words;

static void push(Words *w, char *word) {
    if (w->count == w->room) {
        w->room = w->room ? 2 * w->room : 32;
        w->items = bench_must(realloc(w->items, w->room * sizeof *w->items));
    }
    w->items[w->count++] = word;
}

// ---- A command line into words, as a POSIX shell splits it; nothing is expanded

// Copies what stands up to the closing quote; the text behind it.
static const char *copy_quoted(const char *at, char quote, char **to) {
    for (; *at && *at != quote; at++) {
        if (quote == '"' && *at == '\\' && at[1] && strchr("\"\\$`", at[1]))
            at++;
        *(*to)++ = *at;
    }
    return *at ? at + 1 : at;
}

static const char *next_word(const char *at, char *to) {
    while (*at && !strchr(" \t\n", *at)) {
        if (*at == '\'' || *at == '"') {
            at = copy_quoted(at + 1, *at, &to);
        } else {
            if (*at == '\\' && at[1])
                at++;
            *to++ = *at++;
        }
    }
    *to = '\0';
    return at;
}

static void split(Words *out, const char *text) {
    char *word = bench_must(malloc(strlen(text) + 1));
    for (const char *at = text + strspn(text, " \t\n"); *at; at += strspn(at, " \t\n")) {
        at = next_word(at, word);
        push(out, bench_must(strdup(word)));
    }
    free(word);
}

// ---- Flags

static bool is_one_of(const char *word, const char *const *names) {
    for (; *names; names++)
        if (strcmp(word, *names) == 0)
            return true;
    return false;
}

static bool starts_with(const char *text, const char *prefix) {
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool drops_with_value(const char *word) {
    static const char *const names[] = {"-o", "-MF", "-MT", "-MQ", "-MJ", NULL};
    return is_one_of(word, names);
}

static bool drops_alone(const char *word) {
    static const char *const names[] = {"-c",  "-S",  "-E",  "-M",          "-MM",
                                        "-MD", "-MG", "-MP", "-save-temps", NULL};
    static const char *const joined[] = {"-MMD", "-MF", "-MT", "-MQ", "-Wp,-M", "-o", NULL};
    if (is_one_of(word, names))
        return true;
    for (const char *const *j = joined; *j; j++)
        if (starts_with(word, *j))
            return true;
    return false;
}

static bool is_wrapper(const char *word) {
    static const char *const names[] = {"ccache", "sccache", "distcc", NULL};
    const char *slash = strrchr(word, '/');
    return is_one_of(slash ? slash + 1 : word, names);
}

// Takes the words over.
static void clean(CompdbUnit *u, const Words *words) {
    Words kept = {0};
    size_t from = words->count > 1 && is_wrapper(words->items[0]) ? 2 : 1;
    push(&kept, NULL);
    push(&kept, bench_must(strdup("-fsyntax-only")));
    for (size_t i = 0; i < words->count; i++) {
        char *word = words->items[i];
        if (i >= from && drops_with_value(word)) {
            free(word);
            if (++i < words->count)
                free(words->items[i]);
        } else if (i < from || drops_alone(word)) {
            free(word);
        } else {
            push(&kept, word);
        }
    }
    u->argc = kept.count;
    push(&kept, NULL);
    u->argv = kept.items;
}

// ---- Entries

static bool is_c(const char *file) {
    static const char *const suffixes[] = {".c",   ".C",   ".cc",  ".cp", ".cpp",
                                           ".CPP", ".cxx", ".c++", NULL};
    const char *dot = strrchr(file, '.');
    return dot && is_one_of(dot, suffixes);
}

static const char *text_at(const json_t *entry, const char *key, const char *path) {
    const char *text = json_string_value(json_object_get(entry, key));
    if (!text)
        bench_die("%s: an entry has no \"%s\"", path, key);
    return text;
}

static void read_words(Words *words, const json_t *entry, const char *path) {
    const json_t *list = json_object_get(entry, "arguments"), *item;
    size_t i;
    if (!list) {
        split(words, text_at(entry, "command", path));
        return;
    }
    json_array_foreach(list, i, item) {
        if (!json_is_string(item))
            bench_die("%s: an argument is no string", path);
        push(words, bench_must(strdup(json_string_value(item))));
    }
}

static char *joined(const char *folder, const char *name) {
    if (*name == '/')
        return bench_must(strdup(name));
    size_t size = strlen(folder) + strlen(name) + 2;
    char *out = bench_must(malloc(size));
    snprintf(out, size, "%s/%s", folder, name);
    return out;
}

static void read_entry(Compdb *db, const json_t *entry, const char *folder) {
    const char *file = text_at(entry, "file", db->path);
    if (!is_c(file)) {
        db->not_c++;
        return;
    }
    CompdbUnit *u = &db->units[db->count++];
    Words words = {0};
    u->file = bench_must(strdup(file));
    u->directory = joined(folder, text_at(entry, "directory", db->path));
    read_words(&words, entry, db->path);
    clean(u, &words);
    free(words.items);
}

static void free_unit(CompdbUnit *u) {
    for (size_t i = 1; i < u->argc; i++)
        free(u->argv[i]);
    free(u->argv);
    free(u->directory);
    free(u->file);
}

static int compare(const void *a, const void *b) {
    const CompdbUnit *p = a, *q = b;
    int c = strcmp(p->directory, q->directory);
    if (!c)
        c = strcmp(p->file, q->file);
    for (size_t i = 1; !c && i < p->argc && i < q->argc; i++)
        c = strcmp(p->argv[i], q->argv[i]);
    return c ? c : (p->argc > q->argc) - (p->argc < q->argc);
}

static void unite(Compdb *db) {
    size_t kept = 0;
    qsort(db->units, db->count, sizeof *db->units, compare);
    for (size_t i = 0; i < db->count; i++) {
        if (kept && compare(&db->units[kept - 1], &db->units[i]) == 0) {
            free_unit(&db->units[i]);
            db->duplicates++;
        } else {
            db->units[kept++] = db->units[i];
        }
    }
    db->count = kept;
}

static size_t lines_of(const CompdbUnit *u) {
    char *path = joined(u->directory, u->file);
    FILE *file = fopen(path, "r");
    size_t lines = 0;
    for (int c; file && (c = getc(file)) != EOF;)
        lines += c == '\n';
    if (file)
        fclose(file);
    free(path);
    return lines;
}

static void count_lines(Compdb *db) {
    for (size_t i = 0; i < db->count; i++) {
        const CompdbUnit *u = &db->units[i];
        if (!i || strcmp(u->file, u[-1].file) != 0 || strcmp(u->directory, u[-1].directory) != 0)
            db->lines += lines_of(u);
    }
}

static char *database_of(const char *tree) {
    struct stat st;
    if (stat(tree, &st) != 0)
        bench_die("%s: no such file or folder", tree);
    return S_ISDIR(st.st_mode) ? joined(tree, "compile_commands.json") : bench_must(strdup(tree));
}

void compdb_read(Compdb *db, const char *tree) {
    json_error_t error;
    char *found = database_of(tree);
    *db = (Compdb){.path = bench_must(realpath(found, NULL))};
    free(found);
    json_t *root = json_load_file(db->path, 0, &error);
    if (!json_is_array(root))
        bench_die("%s:%d: %s", db->path, error.line, root ? "no list" : error.text);
    char *folder = bench_must(strdup(db->path));
    *strrchr(folder, '/') = '\0';
    db->units = bench_must(calloc(json_array_size(root) + 1, sizeof *db->units));
    for (size_t i = 0; i < json_array_size(root); i++)
        read_entry(db, json_array_get(root, i), folder);
    free(folder);
    json_decref(root);
    unite(db);
    count_lines(db);
    if (!db->count)
        bench_die("%s: no unit of C or C++", db->path);
}

void compdb_free(Compdb *db) {
    for (size_t i = 0; i < db->count; i++)
        free_unit(&db->units[i]);
    free(db->units);
    free(db->path);
}

// SPDX-License-Identifier: Apache-2.0
#include "discover.h"

#include "path.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

static const char database_name[] = "compile_commands.json";

static bool is_file(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

// ---- The database ----

static Status named_database(Arena *a, const char *root, const char *build, const char **path,
                             Error *err) {
    const char *full = path_absolute(a, root, build);
    if (is_file(full)) {
        *path = build;
        return STATUS_OK;
    }
    if (!is_folder(full))
        return error_set(err, STATUS_USAGE, "%s: no such file or folder", build);
    if (!is_file(path_absolute(a, full, database_name)))
        return error_set(err, STATUS_USAGE, "%s: no %s in it", build, database_name);
    size_t n = strlen(build);
    *path = arena_printf(a, "%s%s%s", build, build[n - 1] == '/' ? "" : "/", database_name);
    return STATUS_OK;
}

static int starts_with_build(const struct dirent *d) {
    return strncmp(d->d_name, "build", 5) == 0;
}

static Status several_databases(const Args *found, Error *err) {
    StrBuf names = {0};
    vec_each (const char *, f, found)
        strbuf_printf(&names, "%s%s", names.len ? ", " : "", *f);
    Status s = error_set(err, STATUS_USAGE, "several compile databases (%s): choose one with -p",
                         strbuf_text(&names));
    strbuf_fini(&names);
    return s;
}

static Status search_database(Arena *a, const char *root, const char **path, Error *err) {
    *path = NULL;
    if (is_file(path_absolute(a, root, database_name))) {
        *path = database_name;
        return STATUS_OK;
    }
    Args found = {0};
    struct dirent **names = NULL;
    int n = scandir(root, &names, starts_with_build, alphasort);
    for (int i = 0; i < n; i++) {
        const char *name = arena_printf(a, "%s/%s", names[i]->d_name, database_name);
        if (is_file(path_absolute(a, root, name)))
            vec_push(&found, name);
        free(names[i]);
    }
    free(names);
    Status status = STATUS_OK;
    if (found.len > 1)
        status = several_databases(&found, err);
    else if (found.len == 1)
        *path = found.data[0];
    vec_fini(&found);
    return status;
}

Status discover_database(Arena *a, const char *root, const char *build, const char **path,
                         Error *err) {
    if (build)
        return named_database(a, root, *build ? build : ".", path, err);
    return search_database(a, root, path, err);
}

// ---- Sources ----

static int is_visible(const struct dirent *d) {
    return d->d_name[0] != '.';
}

static void visit(Arena *a, const char *path, Args *folders, Args *out) {
    struct stat st;
    if (lstat(path, &st) != 0)
        return;
    if (S_ISDIR(st.st_mode))
        vec_push(folders, path);
    else if (S_ISREG(st.st_mode) && !strcmp(path_suffix(path), ".c"))
        vec_push(out, arena_strdup(a, path));
}

static int compare_paths(const void *x, const void *y) {
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

Status discover_sources(Arena *a, const char *folder, Args *out, Error *err) {
    Args folders = {0};
    Arena scratch;
    Status status = STATUS_OK;
    uint32_t first = out->len;
    arena_init(&scratch, "folders searched");
    vec_push(&folders, folder);
    while (folders.len && status == STATUS_OK) {
        const char *at = folders.data[--folders.len];
        struct dirent **names = NULL;
        int n = scandir(at, &names, is_visible, NULL);
        if (n < 0)
            status = error_set(err, STATUS_ENVIRONMENT, "%s: %s", at, strerror(errno));
        for (int i = 0; i < n; i++) {
            visit(a, path_absolute(&scratch, at, names[i]->d_name), &folders, out);
            free(names[i]);
        }
        free(names);
    }
    if (out->len > first)
        qsort(out->data + first, out->len - first, sizeof *out->data, compare_paths);
    arena_fini(&scratch);
    vec_fini(&folders);
    return status;
}

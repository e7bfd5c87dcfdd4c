// SPDX-License-Identifier: Apache-2.0
//
// From the options to the list of commands: where the entries come from, which of them are units
// for us, and which are the same.
//
// A database of 50,000 entries has a handful of different argument lists. Each is kept once: an
// argument is an id, a list of ids is an id again. So two commands have the same arguments exactly
// when their `args` are the same pointer, and memory grows with what differs.
#include "project.h"

#include "base/intern.h"
#include "config.h"
#include "database.h"
#include "discover.h"
#include "flags.h"
#include "glob.h"
#include "path.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    Project *project;
    const char *base;                     // absolute: what a relative `directory` is relative to
    Args wanted;                          // absolute paths asked for; none: all
    Interner texts, lists;                // one argument; the ids of the arguments of a list
    Args text_copies;                     // in the project's arena, by id of `texts`
    VEC(const char *const *) list_copies; // likewise, by id of `lists`
    VEC(uint8_t) folder_exists;           // by id of `texts`: 0 not looked, 1 it does
} Builder;

static void builder_init(Builder *b, Project *p) {
    memset(b, 0, sizeof *b);
    b->project = p;
    b->base = p->root;
    interner_init(&b->texts);
    interner_init(&b->lists);
}

static void builder_fini(Builder *b) {
    interner_fini(&b->texts);
    interner_fini(&b->lists);
    vec_fini(&b->wanted);
    vec_fini(&b->text_copies);
    vec_fini(&b->list_copies);
    vec_fini(&b->folder_exists);
}

// ---- Texts and lists, each kept once ----

static StrId keep_text(Builder *b, const char *s) {
    StrId id = intern(&b->texts, s);
    while (b->text_copies.len <= id.v) {
        const char *text = intern_text(&b->texts, (StrId){b->text_copies.len});
        vec_push(&b->text_copies, arena_strdup(&b->project->arena, text));
        vec_push(&b->folder_exists, 0);
    }
    return id;
}

static const char *const *keep_list(Builder *b, const Args *list) {
    VEC(StrId) ids = {0};
    vec_each (const char *, arg, list)
        vec_push(&ids, keep_text(b, *arg));
    StrId id =
        ids.len ? intern_n(&b->lists, (const char *)ids.data, ids.len * sizeof(StrId)) : STR_NONE;
    if (!b->list_copies.len)
        vec_push(&b->list_copies, NULL); // of the empty list
    if (b->list_copies.len == id.v) {
        const char **copy = ARENA_ARRAY(&b->project->arena, const char *, ids.len);
        for (uint32_t i = 0; i < ids.len; i++)
            copy[i] = b->text_copies.data[ids.data[i].v];
        vec_push(&b->list_copies, (const char *const *)copy);
    }
    vec_fini(&ids);
    return b->list_copies.data[id.v];
}

static bool folder_exists(Builder *b, StrId directory) {
    struct stat st;
    uint8_t *known = &b->folder_exists.data[directory.v];
    if (!*known)
        *known = stat(b->text_copies.data[directory.v], &st) == 0 && S_ISDIR(st.st_mode);
    return *known;
}

// ---- One unit ----

typedef struct {
    const char *directory; // absolute
    const char *path;      // of the unit, absolute
    Arena *scratch;
} Unit;

// Whether an argument of the command is the unit itself.
static bool is_unit(const char *arg, const void *ctx) {
    const Unit *u = ctx;
    return strcmp(path_absolute(u->scratch, u->directory, arg), u->path) == 0;
}

static bool is_wanted(const Builder *b, const char *path) {
    vec_each (const char *, w, &b->wanted)
        if (path_is_below(path, *w))
            return true;
    return b->wanted.len == 0;
}

// LIMIT: a unit outside the configuration's folder (generated in a build folder elsewhere) cannot
// be excluded.
static bool is_excluded(const Builder *b, const char *path, Arena *scratch) {
    const Config *c = &b->project->config;
    if (!c->nexclude)
        return false;
    const char *relative = path_below(path, path_folder(scratch, c->source));
    for (uint32_t i = 0; relative && i < c->nexclude; i++)
        if (glob_matches(c->exclude[i], relative))
            return true;
    return false;
}

// C++ sources are kept: the front end can try. A C++ compiler takes .c for C++.
static bool set_language(const char *path, bool is_cxx, CleanFlags *flags) {
    Language suffix = flags_language_of(path);
    if (flags->language != LANGUAGE_BY_SUFFIX)
        return flags->language != LANGUAGE_OTHER;
    if (suffix == LANGUAGE_C && is_cxx)
        vec_push(&flags->args, "-xc++");
    return suffix != LANGUAGE_OTHER;
}

// A name that starts with - or @ would be read as a flag.
static const char *safe_file(const char *file, const char *path) {
    return file[0] == '-' || file[0] == '@' ? path : file;
}

static void add_command(Builder *b, const char *file, const Unit *u, StrId directory,
                        const CleanFlags *flags) {
    Project *p = b->project;
    Command c = {.directory = b->text_copies.data[directory.v],
                 .path = arena_strdup(&p->arena, u->path),
                 .nargs = flags->args.len,
                 .ndropped = flags->dropped.len};
    file = safe_file(file, c.path);
    c.file = strcmp(file, c.path) == 0 ? c.path : arena_strdup(&p->arena, file);
    c.args = keep_list(b, &flags->args);
    c.dropped = keep_list(b, &flags->dropped);
    vec_push(&p->commands, c);
}

// `args` has neither compiler nor @files any more.
static void take_unit(Builder *b, const char *file, const Unit *u, StrId directory,
                      const char *const *args, uint32_t nargs, bool is_cxx) {
    Project *p = b->project;
    CleanFlags flags = {0};
    flags_clean(u->scratch, args, nargs, is_unit, u, &flags);
    if (!set_language(u->path, is_cxx, &flags))
        p->nnot_c++;
    else if (!is_wanted(b, u->path))
        p->noutside++;
    else if (is_excluded(b, u->path, u->scratch))
        p->nexcluded++;
    else
        add_command(b, file, u, directory, &flags);
    clean_flags_fini(&flags);
}

// The entry stays as a unit that fails, or is passed over like any other.
static void take_broken(Builder *b, const Entry *e, const Unit *u, StrId directory,
                        const char *why) {
    Project *p = b->project;
    uint32_t n = p->commands.len;
    take_unit(b, e->file, u, directory, NULL, 0, false);
    if (p->commands.len > n)
        vec_last(&p->commands)->broken =
            arena_printf(&p->arena, "%s:%u: entry %u: %s", p->database, e->line, e->number, why);
}

static Status take_entry(void *ctx, const Entry *e, Arena *scratch, Error *err) {
    Builder *b = ctx;
    Args args = {0};
    const Args given = {.data = (const char **)(uintptr_t)e->args, .len = e->nargs};
    Unit u = {.scratch = scratch, .directory = path_absolute(scratch, b->base, e->directory)};
    StrId directory = keep_text(b, u.directory);
    b->project->nentries++;
    u.path = path_absolute(scratch, u.directory, e->file);
    if (!folder_exists(b, directory)) {
        take_broken(b, e, &u, directory,
                    arena_printf(scratch, "the directory %s does not exist", u.directory));
    } else if (split_expand(scratch, &given, u.directory, &args, err) != STATUS_OK) {
        take_broken(b, e, &u, directory, err->text);
    } else {
        bool is_cxx;
        uint32_t skip = flags_skip_compiler(args.data, args.len, &is_cxx);
        take_unit(b, e->file, &u, directory, args.data + skip, args.len - skip, is_cxx);
    }
    vec_fini(&args);
    return STATUS_OK;
}

// ---- Where the units come from ----

static Status no_database(const ProjectOptions *o, Error *err) {
    UNUSED(o);
    return error_set(err, STATUS_USAGE,
                     "no compile_commands.json here or in build*/. Get one with `bear -- make`, "
                     "`meson setup build` or `cmake -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON` "
                     "and name its folder with -p; or give files and, after --, their flags");
}

static Status from_database(Builder *b, const ProjectOptions *o, Error *err) {
    Project *p = b->project;
    Status status = discover_database(&p->arena, p->root, o->build_dir, &p->database, err);
    if (status != STATUS_OK)
        return status;
    if (!p->database)
        return no_database(o, err);
    p->database = arena_strdup(&p->arena, p->database);
    p->database_path = path_absolute(&p->arena, p->root, p->database);
    b->base = path_folder(&p->arena, p->database_path);
    return database_read(p->database, take_entry, b, err);
}

static Status take_file(Builder *b, const char *file, const Args *flags, Arena *scratch) {
    Project *p = b->project;
    StrId directory = keep_text(b, p->root);
    Unit u = {
        .scratch = scratch, .directory = p->root, .path = path_absolute(scratch, p->root, file)};
    p->nentries++;
    take_unit(b, file, &u, directory, flags->data, flags->len, false);
    return STATUS_OK;
}

// The folders asked for are replaced by the sources in them; files are taken as they are named.
static Status find_files(Builder *b, const ProjectOptions *o, Args *files, Error *err) {
    for (uint32_t i = 0; i < o->npaths; i++) {
        struct stat st;
        Status status = STATUS_OK;
        const char *path = b->wanted.data[i];
        if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
            status = discover_sources(&b->project->arena, path, files, err);
        else
            vec_push(files, o->paths[i]);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static Status from_flags(Builder *b, const ProjectOptions *o, Error *err) {
    Arena scratch;
    Args files = {0}, flags = {0};
    const Args given = {.data = (const char **)(uintptr_t)o->flags, .len = o->nflags};
    if (o->build_dir)
        return error_set(err, STATUS_USAGE, "-p and -- exclude each other");
    if (!o->npaths)
        return error_set(err, STATUS_USAGE, "no file or folder is named before --");
    arena_init(&scratch, "one file");
    Status status = split_expand(&b->project->arena, &given, b->project->root, &flags, err);
    if (status == STATUS_OK)
        status = find_files(b, o, &files, err);
    for (uint32_t i = 0; status == STATUS_OK && i < files.len; i++) {
        status = take_file(b, files.data[i], &flags, &scratch);
        arena_reset(&scratch);
    }
    arena_fini(&scratch);
    vec_fini(&files);
    vec_fini(&flags);
    return status;
}

// ---- Order ----

static int compare_lists(const char *const *a, uint32_t na, const char *const *b, uint32_t nb) {
    if (a == b)
        return 0;
    for (uint32_t i = 0; i < na && i < nb; i++) {
        int c = a[i] == b[i] ? 0 : strcmp(a[i], b[i]);
        if (c)
            return c;
    }
    return na < nb ? -1 : na > nb;
}

static int compare_commands(const Command *a, const Command *b) {
    int c = strcmp(a->path, b->path);
    if (!c)
        c = strcmp(a->broken ? a->broken : "", b->broken ? b->broken : "");
    if (!c)
        c = compare_lists(a->args, a->nargs, b->args, b->nargs);
    return c ? c : strcmp(a->directory, b->directory);
}

// A full order, so that the result does not depend on the order of the entries.
static int compare_all(const void *x, const void *y) {
    const Command *a = x, *b = y;
    int c = compare_commands(a, b);
    if (!c)
        c = compare_lists(a->dropped, a->ndropped, b->dropped, b->ndropped);
    return c ? c : strcmp(a->file, b->file);
}

static void sort_and_unite(Project *p) {
    if (!p->commands.len)
        return;
    qsort(p->commands.data, p->commands.len, sizeof(Command), compare_all);
    uint32_t n = 1;
    for (uint32_t i = 1; i < p->commands.len; i++) {
        if (compare_commands(&p->commands.data[n - 1], &p->commands.data[i]) == 0)
            p->nduplicate++;
        else
            p->commands.data[n++] = p->commands.data[i];
    }
    p->commands.len = n;
}

// ---- The whole ----

static Status find_root(Project *p, Error *err) {
    char *cwd = getcwd(NULL, 0);
    if (!cwd)
        return error_set(err, STATUS_ENVIRONMENT, "the current directory: %s", strerror(errno));
    p->root = path_absolute(&p->arena, "/", cwd);
    free(cwd);
    return STATUS_OK;
}

static Status check_paths(Builder *b, const ProjectOptions *o, Error *err) {
    for (uint32_t i = 0; i < o->npaths; i++) {
        struct stat st;
        const char *path = path_absolute(&b->project->arena, b->project->root, o->paths[i]);
        if (stat(path, &st) != 0)
            return error_set(err, STATUS_USAGE, "%s: no such file or folder", o->paths[i]);
        vec_push(&b->wanted, path);
    }
    return STATUS_OK;
}

// Nothing asked for is everything.
static void set_scope(Project *p, const Args *wanted) {
    p->nscope = wanted->len ? wanted->len : 1;
    const char **scope = ARENA_ARRAY(&p->arena, const char *, p->nscope);
    scope[0] = "/";
    for (uint32_t i = 0; i < wanted->len; i++)
        scope[i] = wanted->data[i];
    p->scope = scope;
}

static Status fill(Project *p, const ProjectOptions *o, Error *err) {
    Builder b;
    builder_init(&b, p);
    Status status = check_paths(&b, o, err);
    if (status == STATUS_OK)
        status = config_read(&p->arena, p->root, &p->config, err);
    if (status == STATUS_OK)
        status = o->has_flags ? from_flags(&b, o, err) : from_database(&b, o, err);
    if (status == STATUS_OK)
        sort_and_unite(p);
    set_scope(p, &b.wanted);
    builder_fini(&b);
    return status;
}

// Names in the text come from files: they must not drive the terminal.
static void escape_error(Error *err) {
    StrBuf text = {0};
    strbuf_add_escaped(&text, err->text, strlen(err->text));
    error_set(err, err->status, "%s", strbuf_text(&text));
    strbuf_fini(&text);
}

Status project_open(Project *p, const ProjectOptions *options, Error *err) {
    memset(p, 0, sizeof *p);
    arena_init(&p->arena, "project");
    Status status = find_root(p, err);
    if (status == STATUS_OK)
        status = fill(p, options, err);
    if (status != STATUS_OK)
        escape_error(err);
    return status;
}

void project_close(Project *p) {
    vec_fini(&p->commands);
    arena_fini(&p->arena);
}

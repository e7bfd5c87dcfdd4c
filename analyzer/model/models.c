// SPDX-License-Identifier: Apache-2.0
//
// The set of models of a run: exact names in two maps, globs in a list, longest first.
//
// Invariants:
//  1. `sorted` holds every model of the set once, in byte order of name, functions before macros.
//  2. A name, or a glob's text, is there at most once a kind: a later file's model takes its place.
//  3. A file that has an error changes nothing.
//
// Cost: models_new reads all embedded files; see tests/unit/model for the time it may take.
#include "model.h"

#include "check.h"
#include "embedded.h"
#include "read.h"

#include "runtime/gomap.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    Gomap *exact;             // name to const Model *
    VEC(const Model *) globs; // longest first, then in order of name
} ModelIndex;

struct ModelSet {
    Arena arena; // texts as read, effects, models, handles
    ModelIndex functions, macros;
    Gomap *handles; // type to const Handle *
    VEC(const Handle *) handle_globs;
    VEC(const Model *) sorted;
    uint64_t hash;
};

// ---- Life ----

enum { FUNCTIONS_EXPECTED = 3000 };

static Gomap *new_index(size_t hint) {
    GomapType type = gomap_type_str(sizeof(void *));
    Gomap *map;
    if (gomap_new(&type, hint, &map) != GOMAP_OK)
        BUG("models: out of memory");
    return map;
}

static ModelSet *set_new(void) {
    ModelSet *set = base_malloc(sizeof *set, "models");
    memset(set, 0, sizeof *set);
    arena_init(&set->arena, "models");
    set->functions.exact = new_index(FUNCTIONS_EXPECTED);
    set->macros.exact = new_index(0);
    set->handles = new_index(0);
    return set;
}

static void index_fini(ModelIndex *index) {
    gomap_free(index->exact);
    vec_fini(&index->globs);
}

void models_free(ModelSet *set) {
    if (!set)
        return;
    index_fini(&set->functions);
    index_fini(&set->macros);
    gomap_free(set->handles);
    vec_fini(&set->handle_globs);
    vec_fini(&set->sorted);
    arena_fini(&set->arena);
    free(set);
}

// ---- Globs ----

static bool glob_matches(const char *glob, const char *name) {
    const char *star = strchr(glob, '*');
    size_t before = (size_t)(star - glob), after = strlen(star + 1), n = strlen(name);
    return n >= before + after && memcmp(glob, name, before) == 0 &&
           memcmp(star + 1, name + n - after, after) == 0;
}

static int compare_globs(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b);
    if (n != m)
        return n > m ? -1 : 1;
    return strcmp(a, b);
}

// ---- Adding ----

static void index_put(Gomap *map, const char *name, const void *thing) {
    if (gomap_put(map, &name, &thing) != GOMAP_OK)
        BUG("models: out of memory");
}

static void add_glob(ModelIndex *index, const Model *m) {
    uint32_t at = 0;
    while (at < index->globs.len && compare_globs(index->globs.data[at]->name, m->name) < 0)
        at++;
    if (at < index->globs.len && strcmp(index->globs.data[at]->name, m->name) == 0) {
        index->globs.data[at] = m;
        return;
    }
    vec_push(&index->globs, m);
    memmove(&index->globs.data[at + 1], &index->globs.data[at],
            (index->globs.len - 1 - at) * sizeof m);
    index->globs.data[at] = m;
}

static void add_model(ModelSet *set, const Model *m) {
    ModelIndex *index = m->is_macro ? &set->macros : &set->functions;
    if (strchr(m->name, '*'))
        add_glob(index, m);
    else
        index_put(index->exact, m->name, m);
}

static void add_handle(ModelSet *set, const Handle *h) {
    if (!strchr(h->type, '*')) {
        index_put(set->handles, h->type, h);
        return;
    }
    vec_each (const Handle *, known, &set->handle_globs) {
        if (strcmp((*known)->type, h->type) == 0) {
            *known = h;
            return;
        }
    }
    vec_push(&set->handle_globs, h);
}

static int by_name(const void *a, const void *b) {
    const Model *x = *(const Model *const *)a, *y = *(const Model *const *)b;
    int order = strcmp(x->name, y->name);
    return order ? order : (int)x->is_macro - (int)y->is_macro;
}

static void collect(ModelSet *set, const ModelIndex *index) {
    GomapIter it;
    for (gomap_iter_init(&it, index->exact); gomap_iter_next(&it);)
        vec_push(&set->sorted, *(const Model **)it.value);
    vec_each (const Model *, m, &index->globs) {
        vec_push(&set->sorted, *m);
    }
}

static void sort_models(ModelSet *set) {
    vec_clear(&set->sorted);
    collect(set, &set->functions);
    collect(set, &set->macros);
    if (set->sorted.len)
        qsort(set->sorted.data, set->sorted.len, sizeof *set->sorted.data, by_name);
}

static void add_batch(ModelSet *set, const ModelBatch *batch) {
    Model *models = ARENA_ARRAY(&set->arena, Model, batch->models.len);
    Handle *handles = ARENA_ARRAY(&set->arena, Handle, batch->handles.len);
    for (uint32_t i = 0; i < batch->models.len; i++) {
        models[i] = batch->models.data[i];
        add_model(set, &models[i]);
    }
    for (uint32_t i = 0; i < batch->handles.len; i++) {
        handles[i] = batch->handles.data[i];
        add_handle(set, &handles[i]);
    }
}

static Status add_source(ModelSet *set, const Source *src, Error *err) {
    RawFile *raw;
    Status status = read_model_text(&raw, &set->arena, src, err);
    if (status != STATUS_OK)
        return status;
    ModelBatch batch = {0};
    status = check_file(&batch, &set->arena, src, raw, err);
    if (status == STATUS_OK) {
        add_batch(set, &batch);
        // Chained, so the order of the files counts: later ones replace earlier ones.
        GomapSeed seed = {.k0 = set->hash, .k1 = 0};
        set->hash = gomap_hash_bytes(src->text, src->n, &seed);
    }
    check_fini(&batch);
    return status;
}

Status models_new(ModelSet **out, Error *err) {
    ModelSet *set = set_new();
    *out = NULL;
    for (const EmbeddedModel *e = embedded_models; e->name; e++) {
        Source src = {.name = e->name, .text = (const char *)e->text, .n = e->n};
        Status status = add_source(set, &src, err);
        if (status != STATUS_OK) {
            models_free(set);
            return status;
        }
    }
    sort_models(set);
    *out = set;
    return STATUS_OK;
}

Status models_add_text(ModelSet *set, const char *name, const char *text, size_t n, Error *err) {
    Source src = {.name = name, .text = text, .n = n};
    Status status = add_source(set, &src, err);
    if (status == STATUS_OK)
        sort_models(set);
    return status;
}

// Reads at most one byte more than a model file may have.
// NULL with errno, or with errno 0 when the path names no regular file: a FIFO would wait for ever.
static FILE *open_regular(const char *path) {
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        errno = 0;
        return NULL;
    }
    FILE *f = fdopen(fd, "rb");
    if (!f)
        close(fd);
    return f;
}

Status models_add_file(ModelSet *set, const char *path, Error *err) {
    FILE *f = open_regular(path);
    if (!f)
        return error_set(err, STATUS_USAGE, "%s: cannot be read: %s", path,
                         errno ? strerror(errno) : "not a regular file");
    char *text = base_malloc(SOURCE_BYTES_MAX + 1, "model file");
    size_t n = fread(text, 1, SOURCE_BYTES_MAX + 1, f);
    Status status = STATUS_OK;
    if (ferror(f))
        status = error_set(err, STATUS_USAGE, "%s: cannot be read: %s", path, strerror(errno));
    fclose(f);
    if (status == STATUS_OK)
        status = models_add_text(set, path, text, n, err);
    free(text);
    return status;
}

// ---- Asking ----

static const Model *find_model(const ModelIndex *index, const char *name) {
    const Model **exact = gomap_find(index->exact, &name);
    if (exact)
        return *exact;
    vec_each (const Model *, m, &index->globs) {
        if (glob_matches((*m)->name, name))
            return *m;
    }
    return NULL;
}

const Model *models_function(const ModelSet *set, const char *name) {
    return find_model(&set->functions, name);
}

const Model *models_macro(const ModelSet *set, const char *name) {
    return find_model(&set->macros, name);
}

const Handle *models_handle(const ModelSet *set, const char *type) {
    const Handle **exact = gomap_find(set->handles, &type);
    if (exact)
        return *exact;
    const Handle *best = NULL;
    vec_each (const Handle *, h, &set->handle_globs) {
        if (glob_matches((*h)->type, type) && (!best || compare_globs((*h)->type, best->type) < 0))
            best = *h;
    }
    return best;
}

uint32_t models_count(const ModelSet *set) {
    return set->sorted.len;
}

const Model *models_at(const ModelSet *set, uint32_t i) {
    return set->sorted.data[i];
}

uint64_t models_hash(const ModelSet *set) {
    return set->hash;
}

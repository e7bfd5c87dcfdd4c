// SPDX-License-Identifier: Apache-2.0
//
// libcyaml reads the file by its schema. Its messages name the line of the last event it saw, which
// for an unknown key is the line before: so when it refuses a file, the file is walked once more
// as libyaml's events, only to find the place and to say it in the words of this format.
#include "config.h"

#include "path.h"

#include <cyaml/cyaml.h>
#include <errno.h>
#include <sys/stat.h>
#include <yaml.h>

typedef struct {
    char **models;
    char **exclude;
    uint32_t nmodels, nexclude;
} RawConfig;

static const cyaml_schema_value_t text_schema = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED)};

static const cyaml_schema_field_t fields_schema[] = {
    CYAML_FIELD_SEQUENCE_COUNT("models", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, RawConfig,
                               models, nmodels, &text_schema, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE_COUNT("exclude", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, RawConfig,
                               exclude, nexclude, &text_schema, 0, CYAML_UNLIMITED),
    CYAML_FIELD_END};

enum { NKEYS = COUNT_OF(fields_schema) - 1 };

static const cyaml_schema_value_t file_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, RawConfig, fields_schema)};

// ---- What is wrong, and where ----

typedef struct {
    const char *path;
    Error *err;
    yaml_parser_t parser;
    int key;          // being filled, -1 when a key is expected
    bool seen[NKEYS]; // by key
    unsigned depth;   // 0 document, 1 mapping, 2 list
} Explainer;

static Status wrong(const Explainer *x, const yaml_event_t *e, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static Status wrong(const Explainer *x, const yaml_event_t *e, const char *fmt, ...) {
    char what[256];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    return error_set(x->err, STATUS_USAGE, "%s:%zu: %s", x->path, e->start_mark.line + 1, what);
}

// Levenshtein's distance, of words of at most 31 bytes.
static unsigned distance(const char *a, const char *b) {
    unsigned row[32];
    size_t nb = strlen(b);
    for (unsigned j = 0; j <= nb; j++)
        row[j] = j;
    for (unsigned i = 1; *a; a++, i++) {
        unsigned diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            unsigned change = diagonal + (*a != b[j - 1]);
            unsigned other = (row[j - 1] < row[j] ? row[j - 1] : row[j]) + 1;
            diagonal = row[j];
            row[j] = change < other ? change : other;
        }
    }
    return row[nb];
}

static const char *nearest_key(const char *name) {
    size_t best = 0;
    for (size_t i = 1; i < NKEYS; i++)
        if (distance(name, fields_schema[i].key) < distance(name, fields_schema[best].key))
            best = i;
    return fields_schema[best].key;
}

static Status explain_key(Explainer *x, const yaml_event_t *e) {
    if (e->type != YAML_SCALAR_EVENT)
        return wrong(x, e, "a key is to be a word");
    const char *name = (const char *)e->data.scalar.value;
    for (int i = 0; i < (int)NKEYS; i++) {
        if (strcmp(name, fields_schema[i].key) != 0)
            continue;
        if (x->seen[i])
            return wrong(x, e, "the key '%s' stands here again", name);
        x->seen[i] = true;
        x->key = i;
        return STATUS_OK;
    }
    return wrong(x, e, "unknown key '%.40s'; the nearest is '%s'", name, nearest_key(name));
}

static Status explain_item(Explainer *x, const yaml_event_t *e) {
    const char *key = fields_schema[x->key].key;
    if (e->type != YAML_SCALAR_EVENT)
        return wrong(x, e, "an item of '%s' is to be a text", key);
    if (e->data.scalar.length == 0)
        return wrong(x, e, "an item of '%s' is empty", key);
    return STATUS_OK;
}

static Status explain_event(Explainer *x, const yaml_event_t *e) {
    bool is_end = e->type == YAML_SEQUENCE_END_EVENT || e->type == YAML_MAPPING_END_EVENT;
    if (e->type == YAML_ALIAS_EVENT)
        return wrong(x, e, "an alias (*) is not allowed here");
    if (x->depth == 0 && e->type != YAML_MAPPING_START_EVENT)
        return wrong(x, e, "the file is to be a list of 'key: value' lines");
    if (x->depth == 0) {
        x->depth = 1;
    } else if (x->depth == 1 && is_end) {
        x->depth = 0;
    } else if (x->depth == 1 && x->key < 0) {
        return explain_key(x, e);
    } else if (x->depth == 1) {
        if (e->type != YAML_SEQUENCE_START_EVENT)
            return wrong(x, e, "'%s' is to be a list", fields_schema[x->key].key);
        x->depth = 2;
    } else if (is_end) {
        x->depth = 1;
        x->key = -1;
    } else {
        return explain_item(x, e);
    }
    return STATUS_OK;
}

// STATUS_OK when nothing is wrong that is known here.
static Status explain_stream(Explainer *x) {
    Status status = STATUS_OK;
    unsigned documents = 0;
    for (bool at_end = false; !at_end && status == STATUS_OK;) {
        yaml_event_t e;
        if (!yaml_parser_parse(&x->parser, &e))
            return error_set(x->err, STATUS_USAGE, "%s:%zu: %s", x->path,
                             x->parser.problem_mark.line + 1,
                             x->parser.problem ? x->parser.problem : "not YAML");
        at_end = e.type == YAML_STREAM_END_EVENT;
        if (e.type == YAML_DOCUMENT_START_EVENT && ++documents > 1)
            status = wrong(x, &e, "a second document starts here");
        else if (!at_end && e.type != YAML_STREAM_START_EVENT &&
                 e.type != YAML_DOCUMENT_START_EVENT && e.type != YAML_DOCUMENT_END_EVENT)
            status = explain_event(x, &e);
        yaml_event_delete(&e);
    }
    return status;
}

static Status explain(const char *path, const StrBuf *text, Error *err) {
    Explainer x = {.path = path, .err = err, .key = -1};
    if (!yaml_parser_initialize(&x.parser))
        return STATUS_OK;
    yaml_parser_set_input_string(&x.parser, (const unsigned char *)strbuf_text(text), text->len);
    Status status = explain_stream(&x);
    yaml_parser_delete(&x.parser);
    return status;
}

// ---- Reading ----

// Keeps the first line that libcyaml says: the message; what follows is its backtrace.
static void keep_first(cyaml_log_t level, void *ctx, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);

static void keep_first(cyaml_log_t level, void *ctx, const char *fmt, va_list ap) {
    char line[256];
    StrBuf *first = ctx;
    UNUSED(level);
    if (first->len)
        return;
    vsnprintf(line, sizeof line, fmt, ap);
    line[strcspn(line, "\n")] = '\0';
    strbuf_adds(first, line);
}

static void take_config(Arena *a, const char *path, const RawConfig *raw, Config *config) {
    const char *folder = path_folder(a, path);
    const char **models = ARENA_ARRAY(a, const char *, raw->nmodels);
    const char **exclude = ARENA_ARRAY(a, const char *, raw->nexclude);
    for (uint32_t i = 0; i < raw->nmodels; i++)
        models[i] = path_absolute(a, folder, raw->models[i]);
    for (uint32_t i = 0; i < raw->nexclude; i++)
        exclude[i] = arena_strdup(a, raw->exclude[i]);
    *config = (Config){.source = path,
                       .models = models,
                       .nmodels = raw->nmodels,
                       .exclude = exclude,
                       .nexclude = raw->nexclude};
}

// A warning of libcyaml is an error too: it means that a part of the file was passed over.
static Status parse_config(Arena *a, const char *path, const StrBuf *text, Config *config,
                           Error *err) {
    StrBuf said = {0};
    RawConfig *raw = NULL;
    const cyaml_config_t setup = {.log_fn = keep_first,
                                  .log_ctx = &said,
                                  .log_level = CYAML_LOG_WARNING,
                                  .mem_fn = cyaml_mem,
                                  .flags = CYAML_CFG_NO_ALIAS};
    Status status = STATUS_OK;
    cyaml_err_t e = cyaml_load_data((const uint8_t *)strbuf_text(text), text->len, &setup,
                                    &file_schema, (cyaml_data_t **)&raw, NULL);
    if (e != CYAML_OK || said.len) {
        status = explain(path, text, err);
        if (status == STATUS_OK)
            status = error_set(err, STATUS_USAGE, "%s: %s", path,
                               said.len ? strbuf_text(&said) : cyaml_strerror(e));
    } else if (raw) {
        take_config(a, path, raw, config);
    } else {
        config->source = path; // nothing but comments
    }
    cyaml_free(&setup, &file_schema, raw, 0);
    strbuf_fini(&said);
    return status;
}

// The path of the nearest .mapleak.yml, NULL when there is none.
static const char *find_config(Arena *a, const char *folder) {
    for (;;) {
        struct stat st;
        const char *path = path_absolute(a, folder, ".mapleak.yml");
        if (lstat(path, &st) == 0)
            return path;
        if (strcmp(folder, "/") == 0)
            return NULL;
        folder = path_folder(a, folder);
    }
}

Status config_read(Arena *a, const char *folder, Config *config, Error *err) {
    *config = (Config){0};
    const char *path = find_config(a, folder);
    if (!path)
        return STATUS_OK;
    StrBuf text = {0};
    Status status = path_read_file(path, CONFIG_MAX_BYTES, &text, err);
    if (status == STATUS_OK)
        status = parse_config(a, path, &text, config, err);
    strbuf_fini(&text);
    return status;
}

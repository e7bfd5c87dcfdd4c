// SPDX-License-Identifier: Apache-2.0
//
// libcyaml (1.3.1) tells of an error in a code, one message, and a backtrace from the inside out,
// all through its log function:
//
//     Load: Invalid ENUM value: putt
//     Load: Backtrace:
//       in mapping field 'do' (line: 5, column: 11)
//       in sequence entry '1' (line: 5, column: 7)
//       in mapping field 'effects' (line: 4, column: 5)
//       …
//
// The backtrace is turned round into a path (effects, entry 0, do), the schema along the path says
// which words are right there, and locate() says on which line the path ends: the lines in the
// backtrace are those of the value before when a key is unknown or missing.
//
// libcyaml frees nothing of what it read: its memory comes from the arena, in blocks that double,
// since it asks for each list entry anew (a file of many entries would take quadratic time).
#include "read.h"

#include "nearest.h"

typedef struct {
    char message[256]; // of the first error, without "Load: "
    char keys[PATH_DEPTH][64];
    Path inside_out; // the backtrace; a key "" is a mapping whose current key is unknown
    bool warned;
} ReadLog;

// ---- Memory for libcyaml ----

enum { BLOCK_HEAD = 16, BLOCK_MIN = 32 };

static void *block_alloc(Arena *arena, size_t size) {
    size_t capacity = BLOCK_MIN;
    while (capacity < size)
        capacity *= 2;
    char *block = arena_alloc(arena, BLOCK_HEAD + capacity);
    memcpy(block, &capacity, sizeof capacity);
    return block + BLOCK_HEAD;
}

static void *block_realloc(void *ctx, void *ptr, size_t size) {
    if (size == 0)
        return NULL;
    if (!ptr)
        return block_alloc(ctx, size);
    size_t capacity;
    memcpy(&capacity, (char *)ptr - BLOCK_HEAD, sizeof capacity);
    if (size <= capacity)
        return ptr;
    void *bigger = block_alloc(ctx, size);
    memcpy(bigger, ptr, capacity);
    return bigger;
}

// ---- Listening to libcyaml ----

static void log_step(ReadLog *log, const char *line) {
    char name[64];
    unsigned count;
    if (log->inside_out.len == PATH_DEPTH)
        return;
    if (sscanf(line, " in mapping field '%63[^']'", name) == 1) {
        char *key = log->keys[log->inside_out.len];
        memcpy(key, name, sizeof name);
        log->inside_out = path_key(log->inside_out, key);
    } else if (sscanf(line, " in sequence entry '%u'", &count) == 1) {
        // libcyaml counts an entry before it reads it.
        log->inside_out = path_index(log->inside_out, count ? count - 1 : 0);
    } else if (strncmp(line, "  in mapping", 12) == 0) {
        log->inside_out = path_key(log->inside_out, "");
    }
}

PRINTF_LIKE(3, 0)
static void log_line(cyaml_log_t level, void *ctx, const char *fmt, va_list args) {
    ReadLog *log = ctx;
    char line[512];
    vsnprintf(line, sizeof line, fmt, args);
    size_t n = strlen(line);
    if (n && line[n - 1] == '\n')
        line[n - 1] = '\0';
    if (level != CYAML_LOG_ERROR)
        log->warned = true;
    else if (strncmp(line, "Load: ", 6) != 0)
        log_step(log, line);
    else if (!log->message[0])
        snprintf(log->message, sizeof log->message, "%.255s", line + 6);
}

// The text behind the prefix of libcyaml's message, NULL when it is another message.
static const char *log_word(const ReadLog *log, const char *prefix) {
    size_t n = strlen(prefix);
    return strncmp(log->message, prefix, n) == 0 ? log->message + n : NULL;
}

// The way from the document to the error, without the innermost `skip` steps.
static Path log_path(const ReadLog *log, uint32_t skip) {
    Path path = {0};
    for (uint32_t i = log->inside_out.len; i > skip; i--)
        path.steps[path.len++] = log->inside_out.steps[i - 1];
    return path;
}

// ---- Telling ----

static const cyaml_schema_value_t *schema_at(const Path *path) {
    const cyaml_schema_value_t *v = &schema_file;
    for (uint32_t i = 0; v && i < path->len; i++)
        v = schema_child(v, path->steps[i].key);
    return v;
}

static const char *last_key(const Path *path) {
    for (uint32_t i = path->len; i > 0; i--)
        if (path->steps[i - 1].key)
            return path->steps[i - 1].key;
    return "document";
}

// "; did you mean 'put'?", or the list of all words when none is near.
static void add_advice(StrBuf *b, const char *word, const cyaml_schema_value_t *v) {
    const char *best = NULL, *w;
    uint32_t best_distance = UINT32_MAX;
    for (uint32_t i = 0; (w = schema_word(v, i)); i++) {
        uint32_t d = nearest_distance(word, w);
        if (d < best_distance) {
            best_distance = d;
            best = w;
        }
    }
    if (best && best_distance * 2 <= strlen(word) + 1) {
        strbuf_printf(b, "; did you mean '%s'?", best);
        return;
    }
    for (uint32_t i = 0; (w = schema_word(v, i)); i++)
        strbuf_printf(b, "%s%s", i ? ", " : "; allowed here: ", w);
}

static Status unknown_word(const Source *src, Path path, const char *what, const char *word,
                           Error *err) {
    StrBuf text = {0};
    const cyaml_schema_value_t *v = schema_at(&path);
    bool is_key = v && v->type == CYAML_MAPPING;
    strbuf_printf(&text, "%s: unknown %s ", last_key(&path), what);
    source_add_quoted(&text, word);
    if (v)
        add_advice(&text, word, v);
    Path at = is_key ? path_key(path, word) : path;
    source_error(src, &at, err, "%s", strbuf_text(&text));
    strbuf_fini(&text);
    return STATUS_USAGE;
}

static const char *expected(const cyaml_schema_value_t *v) {
    switch (v ? v->type : CYAML_IGNORE) {
    case CYAML_MAPPING:
        return "a mapping";
    case CYAML_SEQUENCE:
        return "a list";
    case CYAML_ENUM:
        return "a single word";
    default:
        return "a text";
    }
}

static Status wrong_value(const Source *src, const ReadLog *log, Error *err) {
    Path path = log_path(log, 0);
    const char *word = log_word(log, "Invalid ENUM value: ");
    if (word)
        return unknown_word(src, path, "word", word, err);
    return source_error(src, &path, err, "%s: expected %s", last_key(&path),
                        expected(schema_at(&path)));
}

static Status repeated_key(const Source *src, const ReadLog *log, Error *err) {
    Path path = log_path(log, 0);
    return source_error(src, &path, err, "%s: this key stands here twice", last_key(&path));
}

static Status missing_key(const Source *src, const ReadLog *log, Error *err) {
    Path path = log_path(log, 1);
    const char *word = log_word(log, "Missing required mapping field: ");
    return source_error(src, &path, err, "%s: the key '%s' is missing", last_key(&path),
                        word ? word : "?");
}

static Status explain(const Source *src, const ReadLog *log, cyaml_err_t code, Error *err) {
    Path path = log_path(log, 0);
    const char *word;
    switch (code) {
    case CYAML_ERR_INVALID_KEY:
        word = log_word(log, "Unexpected key: ");
        return unknown_word(src, log_path(log, 1), "key", word ? word : "?", err);
    case CYAML_ERR_INVALID_VALUE:
        return wrong_value(src, log, err);
    case CYAML_ERR_MAPPING_FIELD_MISSING:
        return missing_key(src, log, err);
    case CYAML_ERR_UNEXPECTED_EVENT:
        return repeated_key(src, log, err);
    case CYAML_ERR_STRING_LENGTH_MIN:
        return source_error(src, &path, err, "%s: must not be empty", last_key(&path));
    case CYAML_ERR_SEQUENCE_ENTRIES_MIN:
        path = log_path(log, 1);
        return source_error(src, &path, err, "%s: must not be empty", last_key(&path));
    default:
        return source_error(src, &path, err, "%s: a key must be a text, its value as the form asks",
                            last_key(&path));
    }
}

// Anchors that no alias uses, tags and further documents pass libcyaml in silence. The characters
// that they need are rare, so most files are spared the second walk.
static bool is_suspicious(const Source *src, const ReadLog *log) {
    return log->warned || memchr(src->text, '&', src->n) || memchr(src->text, '!', src->n);
}

static Status check_forbidden(const Source *src, Error *err) {
    uint32_t line;
    const char *reason = locate_forbidden(src->text, src->n, &line);
    if (!reason)
        return STATUS_OK;
    StrBuf name = {0};
    strbuf_add_escaped(&name, src->name, strlen(src->name));
    error_set(err, STATUS_USAGE, "%s:%u: %s", strbuf_text(&name), line, reason);
    strbuf_fini(&name);
    return STATUS_USAGE;
}

Status read_model_text(RawFile **out, Arena *arena, const Source *src, Error *err) {
    Path document = {0};
    if (src->n > SOURCE_BYTES_MAX)
        return source_error(src, &document, err, "a model file has at most %d bytes",
                            SOURCE_BYTES_MAX);
    ReadLog log = {0};
    cyaml_config_t config = {.log_fn = log_line,
                             .log_ctx = &log,
                             .mem_fn = block_realloc,
                             .mem_ctx = arena,
                             .log_level = CYAML_LOG_WARNING,
                             .flags = CYAML_CFG_NO_ALIAS};
    void *data = NULL;
    cyaml_err_t code =
        cyaml_load_data((const uint8_t *)src->text, src->n, &config, &schema_file, &data, NULL);
    if (code != CYAML_OK || is_suspicious(src, &log)) {
        Status status = check_forbidden(src, err);
        if (status != STATUS_OK)
            return status;
    }
    if (code != CYAML_OK)
        return explain(src, &log, code, err);
    if (!data)
        return source_error(src, &document, err, "document: the key 'library' is missing");
    *out = data;
    return STATUS_OK;
}

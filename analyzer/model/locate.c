// SPDX-License-Identifier: Apache-2.0
//
// A walk over libyaml's events that keeps, for each open list or mapping, where in it the walk is.
// For the path `functions`, 3, `name` and
//
//     functions:        key matches step 0: depth 1 of the path is reached
//       - name: a       entry 0 is not 3: what lies in it cannot match
//       …
//       - name: b       entry 3: depth 2; its key `name` is the end
//
// Invariant: `reached` is the length of the longest prefix of the path seen so far, `line` its
// line.
#include "locate.h"

#include <yaml.h>

typedef struct {
    bool is_map;
    bool at_value;  // map: the key was read, its value comes next
    bool on_path;   // the first `depth` steps of the path lead here
    bool key_match; // map: the key just read is the path's next step
    uint32_t count; // list: entries seen
} Level;

typedef struct {
    const Path *path;
    Level levels[PATH_DEPTH + 1];
    uint32_t depth; // open levels
    uint32_t reached, line;
} Walk;

Path path_key(Path p, const char *key) {
    if (p.len < PATH_DEPTH)
        p.steps[p.len++] = (PathStep){.key = key};
    return p;
}

Path path_index(Path p, uint32_t index) {
    if (p.len < PATH_DEPTH)
        p.steps[p.len++] = (PathStep){.index = index};
    return p;
}

static uint32_t event_line(const yaml_event_t *e) {
    return (uint32_t)e->start_mark.line + 1;
}

static const PathStep *next_step(const Walk *w) {
    return w->depth - 1 < w->path->len ? &w->path->steps[w->depth - 1] : NULL;
}

// Of a key that stands there twice, the later one counts: that is the one to complain about.
static void reach(Walk *w, uint32_t prefix, uint32_t line) {
    if (prefix >= w->reached) {
        w->reached = prefix;
        w->line = line;
    }
}

// Whether the value that starts with this event lies on the path; moves the open level on.
static bool enter_value(Walk *w, const yaml_event_t *e) {
    if (w->depth == 0)
        return true;
    Level *level = &w->levels[w->depth - 1];
    if (level->is_map) {
        level->at_value = false;
        return level->key_match;
    }
    const PathStep *step = next_step(w);
    uint32_t index = level->count++;
    bool match = level->on_path && step && !step->key && step->index == index;
    if (match)
        reach(w, w->depth, event_line(e));
    return match;
}

static void read_key(Walk *w, const yaml_event_t *e) {
    Level *level = &w->levels[w->depth - 1];
    const PathStep *step = next_step(w);
    const char *key = (const char *)e->data.scalar.value;
    level->at_value = true;
    level->key_match = level->on_path && step && step->key && strcmp(step->key, key) == 0;
    if (level->key_match)
        reach(w, w->depth, event_line(e));
}

static bool open_level(Walk *w, const yaml_event_t *e) {
    bool on_path = enter_value(w, e);
    if (w->depth > PATH_DEPTH)
        return false;
    w->levels[w->depth++] =
        (Level){.is_map = e->type == YAML_MAPPING_START_EVENT, .on_path = on_path};
    return true;
}

// False when the walk cannot go on.
static bool walk_event(Walk *w, const yaml_event_t *e) {
    switch (e->type) {
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        return open_level(w, e);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        w->depth--;
        return true;
    case YAML_SCALAR_EVENT:
    case YAML_ALIAS_EVENT:
        if (w->depth && w->levels[w->depth - 1].is_map && !w->levels[w->depth - 1].at_value &&
            e->type == YAML_SCALAR_EVENT)
            read_key(w, e);
        else
            enter_value(w, e);
        return true;
    case YAML_DOCUMENT_END_EVENT:
        return false;
    default:
        return true;
    }
}

uint32_t locate(const char *text, size_t n, const Path *path) {
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return 1;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
    Walk w = {.path = path, .line = 1};
    bool more = true;
    while (more) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event))
            break;
        more = event.type != YAML_STREAM_END_EVENT && walk_event(&w, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return w.line;
}

static const char *forbidden_event(const yaml_event_t *e, uint32_t *depth, uint32_t *documents) {
    const yaml_char_t *anchor = NULL, *tag = NULL;
    switch (e->type) {
    case YAML_ALIAS_EVENT:
        return "anchors and aliases are not allowed; quote a reference that starts with '*'";
    case YAML_DOCUMENT_START_EVENT:
        return ++*documents > 1 ? "only one document is allowed" : NULL;
    case YAML_SCALAR_EVENT:
        anchor = e->data.scalar.anchor;
        tag = e->data.scalar.tag;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = e->data.sequence_start.anchor;
        tag = e->data.sequence_start.tag;
        ++*depth;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = e->data.mapping_start.anchor;
        tag = e->data.mapping_start.tag;
        ++*depth;
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        --*depth;
        break;
    default:
        break;
    }
    if (anchor)
        return "anchors and aliases are not allowed";
    if (tag)
        return "tags are not allowed";
    return *depth > PATH_DEPTH ? "nested too deeply" : NULL;
}

const char *locate_forbidden(const char *text, size_t n, uint32_t *line) {
    yaml_parser_t parser;
    *line = 1;
    if (!yaml_parser_initialize(&parser))
        return "out of memory";
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
    const char *reason = NULL;
    uint32_t depth = 0, documents = 0;
    for (bool more = true; more && !reason;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            // libyaml's problem texts are string literals.
            reason = parser.problem ? parser.problem : "not YAML";
            *line = (uint32_t)parser.problem_mark.line + 1;
            break;
        }
        reason = forbidden_event(&event, &depth, &documents);
        *line = event_line(&event);
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return reason;
}

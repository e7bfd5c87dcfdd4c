// SPDX-License-Identifier: Apache-2.0
//
// What a model file may not say, and how it is told: file, line, key, and the nearest word.
#include "model/model.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static ModelSet *set;

static int set_up(void **state) {
    UNUSED(state);
    Error err;
    return models_new(&set, &err) == STATUS_OK ? 0 : -1;
}

static int tear_down(void **state) {
    UNUSED(state);
    models_free(set);
    return 0;
}

// The text is refused with exactly this message, and the set is as it was.
static void refuse_n(const char *text, size_t n, const char *message) {
    Error err = {0};
    uint32_t count = models_count(set);
    uint64_t hash = models_hash(set);
    assert_int_equal(models_add_text(set, "m.yaml", text, n, &err), STATUS_USAGE);
    assert_string_equal(err.text, message);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_int_equal(models_count(set), count);
    assert_true(models_hash(set) == hash);
}

static void refuse(const char *text, const char *message) {
    refuse_n(text, strlen(text), message);
}

static void accept(const char *text) {
    Error err = {0};
    if (models_add_text(set, "m.yaml", text, strlen(text), &err) != STATUS_OK)
        fail_msg("refused: %s", err.text);
}

// One function whose only effect is the given flow mapping, on line 5.
static char *one_effect(const char *effect) {
    static char text[4096];
    snprintf(text, sizeof text,
             "library: x\n"
             "functions:\n"
             "  - name: f\n"
             "    effects:\n"
             "      - {%s}\n",
             effect);
    return text;
}

static void refuse_effect(const char *effect, const char *message) {
    refuse(one_effect(effect), message);
}

// ---- Form ----

static void an_unknown_key_names_its_own_line_and_the_nearest(void **state) {
    UNUSED(state);
    refuse("library: x\n"
           "functions:\n"
           "  - name: f\n"
           "    effects:\n"
           "      - do: put\n"
           "        map: arg0\n"
           "\n"
           "        mapp: arg1\n",
           "m.yaml:8: effects: unknown key 'mapp'; did you mean 'map'?");
    refuse("librery: x\n", "m.yaml:1: document: unknown key 'librery'; did you mean 'library'?");
    refuse("library: x\nfunctions:\n  - nmae: f\n    effects: []\n",
           "m.yaml:3: functions: unknown key 'nmae'; did you mean 'name'?");
}

static void an_unknown_key_with_no_near_one_lists_all(void **state) {
    UNUSED(state);
    refuse("library: x\nhandles:\n  - {type: T, colour: red}\n",
           "m.yaml:3: handles: unknown key 'colour'; allowed here: type, intrusive, stable_slots, "
           "error");
}

static void an_unknown_word_names_the_nearest(void **state) {
    UNUSED(state);
    refuse_effect("do: putt, map: arg0", "m.yaml:5: do: unknown word 'putt'; did you mean 'put'?");
    refuse_effect("do: put, map: arg0, existing: replace-values",
                  "m.yaml:5: existing: unknown word 'replace-values'; did you mean "
                  "'replace-value'?");
    refuse_effect("do: put, map: arg0, when: nonull",
                  "m.yaml:5: when: unknown word 'nonull'; did you mean 'nonnull'?");
    refuse_effect("do: put, map: arg0, key_mode: keeps",
                  "m.yaml:5: key_mode: unknown word 'keeps'; allowed here: borrows, takes, copies");
    refuse_effect("do: lock, object: arg0, mode: read",
                  "m.yaml:5: mode: unknown word 'read'; allowed here: exclusive, shared");
    refuse_effect("do: put, map: arg0, creates: flase",
                  "m.yaml:5: creates: unknown word 'flase'; did you mean 'false'?");
    refuse_effect("do: put, map: arg0, creates: 1",
                  "m.yaml:5: creates: unknown word '1'; allowed here: false, true");
}

static void a_swap_of_neighbours_is_one_slip(void **state) {
    UNUSED(state);
    refuse_effect("do: ptu, map: arg0", "m.yaml:5: do: unknown word 'ptu'; did you mean 'put'?");
}

static void a_missing_key_names_its_entry(void **state) {
    UNUSED(state);
    refuse("functions: []\n", "m.yaml:1: document: the key 'library' is missing");
    refuse("", "m.yaml:1: document: the key 'library' is missing");
    refuse("# nothing\n", "m.yaml:1: document: the key 'library' is missing");
    refuse("library: x\nfunctions:\n  - name: f\n  - name: g\n    effects: []\n",
           "m.yaml:3: functions: the key 'effects' is missing");
    refuse_effect("map: arg0", "m.yaml:5: effects: the key 'do' is missing");
    refuse("library: x\nhandles:\n  - {type: T}\n  - {intrusive: true}\n",
           "m.yaml:4: handles: the key 'type' is missing");
}

static void a_key_that_stands_twice_names_the_second(void **state) {
    UNUSED(state);
    refuse("library: x\nfunctions:\n  - name: f\n    effects: []\n    name: g\n",
           "m.yaml:5: name: this key stands here twice");
    refuse("library: x\nlibrary: y\n", "m.yaml:2: library: this key stands here twice");
}

static void a_value_of_the_wrong_shape_says_what_is_expected(void **state) {
    UNUSED(state);
    refuse("- a\n", "m.yaml:1: document: expected a mapping");
    refuse("just text\n", "m.yaml:1: document: expected a mapping");
    refuse("library: [x]\n", "m.yaml:1: library: expected a text");
    refuse("library: x\nfunctions: f\n", "m.yaml:2: functions: expected a list");
    refuse("library: x\nfunctions:\n  - f\n", "m.yaml:3: functions: expected a mapping");
    refuse("library: x\nfunctions:\n  - name: f\n    effects: put\n",
           "m.yaml:4: effects: expected a list");
    refuse("library: x\nfunctions:\n  - names: f\n    effects: []\n",
           "m.yaml:3: names: expected a list");
    refuse_effect("do: [put]", "m.yaml:5: do: expected a single word");
    refuse_effect("do: put, map: {a: b}", "m.yaml:5: map: expected a text");
}

static void empty_texts_and_lists_are_refused(void **state) {
    UNUSED(state);
    refuse("library: ''\n", "m.yaml:1: library: must not be empty");
    refuse("library: x\nfunctions:\n  - names: []\n    effects: []\n",
           "m.yaml:3: names: must not be empty");
    refuse_effect("do: free, object: arg0, family: ''", "m.yaml:5: family: must not be empty");
}

static void loop_belongs_to_macros(void **state) {
    UNUSED(state);
    refuse("library: x\nfunctions:\n  - name: f\n    loop: true\n    effects: []\n",
           "m.yaml:4: functions: unknown key 'loop'; allowed here: name, names, effects");
    refuse("library: x\nmacros:\n  - name: F\n    loop: true\n    effects: []\n",
           "m.yaml:4: loop: a loop needs the effect 'iter-next'");
    accept("library: x\nmacros:\n  - name: F\n    loop: false\n    effects: []\n");
}

// ---- YAML ----

static void a_syntax_error_names_its_line(void **state) {
    UNUSED(state);
    refuse("library: x\nfunctions: [\n", "m.yaml:3: did not find expected node content");
    refuse("library: x\n\tfunctions: []\n",
           "m.yaml:2: found a tab character that violates indentation");
    refuse_n("library: \0\n", 11, "m.yaml:1: control characters are not allowed");
    refuse("library: \xff\n", "m.yaml:1: invalid leading UTF-8 octet");
}

static void anchors_aliases_tags_and_documents_are_refused(void **state) {
    UNUSED(state);
    refuse("library: &a x\nfunctions: []\n", "m.yaml:1: anchors and aliases are not allowed");
    refuse("library: x\nfunctions: &f []\n", "m.yaml:2: anchors and aliases are not allowed");
    refuse("library: x\nfunctions: []\nmacros: &m\n  - {name: F, effects: []}\n",
           "m.yaml:3: anchors and aliases are not allowed");
    refuse_effect("do: free, object: *arg0",
                  "m.yaml:5: anchors and aliases are not allowed; quote a reference that starts "
                  "with '*'");
    refuse("library: !!str x\n", "m.yaml:1: tags are not allowed");
    refuse("library: x\n---\nlibrary: y\n", "m.yaml:2: only one document is allowed");
}

static void a_comment_may_hold_any_character(void **state) {
    UNUSED(state);
    accept("# & and ! and *\nlibrary: x\n");
}

static void deep_nesting_is_refused(void **state) {
    UNUSED(state);
    static char text[SHRT_MAX];
    memset(text, '[', sizeof text - 1);
    refuse(text, "m.yaml:1: nested too deeply");
    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "- ", 2);
    refuse(text, "m.yaml:1: nested too deeply");
}

static void a_large_file_is_refused(void **state) {
    UNUSED(state);
    size_t n = (1 << 20) + 1;
    char *text = base_malloc(n, "test");
    memset(text, '\n', n);
    memcpy(text, "library: x", 10);
    refuse_n(text, n, "m.yaml:1: a model file has at most 1048576 bytes");
    Error err;
    assert_int_equal(models_add_text(set, "m.yaml", text, n - 1, &err), STATUS_OK);
    free(text);
}

// 100,000 names in one list: libcyaml asks for each entry anew.
static void many_names_take_linear_time(void **state) {
    UNUSED(state);
    size_t n = 0, cap = 1 << 20;
    char *text = base_malloc(cap, "test");
    n += (size_t)snprintf(text, cap, "library: x\nfunctions:\n  - names:\n");
    for (int i = 0; i < 60000; i++)
        n += (size_t)snprintf(text + n, cap - n, "    - f%d\n", i);
    n += (size_t)snprintf(text + n, cap - n, "    effects: []\n");
    Error err;
    assert_int_equal(models_add_text(set, "m.yaml", text, n, &err), STATUS_OK);
    assert_non_null(models_function(set, "f59999"));
    free(text);
}

// ---- Meaning ----

static void an_entry_has_one_of_name_and_names(void **state) {
    UNUSED(state);
    refuse("library: x\nfunctions:\n  - effects: []\n",
           "m.yaml:3: name: an entry has either 'name' or 'names'");
    refuse("library: x\nfunctions:\n  - name: f\n    names: [g]\n    effects: []\n",
           "m.yaml:3: name: an entry has either 'name' or 'names'");
}

static void a_name_is_an_identifier_with_at_most_one_star(void **state) {
    UNUSED(state);
    static const char *const bad[] = {"", "*", "a**", "*a*", "9a", "a b", "a-b", "f()", "std::x"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        char text[256], message[256];
        snprintf(text, sizeof text, "library: x\nfunctions:\n  - name: '%s'\n    effects: []\n",
                 bad[i]);
        snprintf(message, sizeof message,
                 "m.yaml:3: name: '%s' is no identifier with at most one '*'", bad[i]);
        refuse(text, message);
    }
    accept("library: x\nfunctions:\n  - names: [a*, '*_a', b*c, _9]\n    effects: []\n");
    refuse("library: x\nfunctions:\n  - names:\n    - f\n    - g\n    - h-\n    effects: []\n",
           "m.yaml:6: names: 'h-' is no identifier with at most one '*'");
    refuse("library: x\nhandles:\n  - {type: struct T}\n",
           "m.yaml:3: type: 'struct T' is no identifier with at most one '*'");
}

static void a_name_stands_once_in_a_file(void **state) {
    UNUSED(state);
    refuse("library: x\nfunctions:\n  - name: f\n    effects: []\n  - names: [g, f]\n"
           "    effects: []\n",
           "m.yaml:5: names: 'f' stands twice in this file");
    refuse("library: x\nhandles:\n  - {type: T}\n  - {type: T}\n",
           "m.yaml:4: type: 'T' stands twice in this file");
    refuse("library: x\nfunctions:\n  - name: f*\n    effects: []\n  - name: f*\n"
           "    effects: []\n",
           "m.yaml:5: name: 'f*' stands twice in this file");
    accept("library: x\nfunctions:\n  - {name: f, effects: []}\nmacros:\n"
           "  - {name: f, effects: []}\nhandles:\n  - {type: f}\n");
}

static void an_effect_needs_its_roles(void **state) {
    UNUSED(state);
    refuse_effect("do: create", "m.yaml:5: create: this effect needs 'map'");
    refuse_effect("do: put, key: arg1", "m.yaml:5: put: this effect needs 'map' or 'iter'");
    refuse_effect("do: foreach", "m.yaml:5: foreach: this effect needs 'map' and 'callback'");
    refuse_effect("do: realloc, object: arg0", "m.yaml:5: realloc: this effect needs 'into'");
    refuse_effect("do: alias, into: return", "m.yaml:5: alias: this effect needs 'from'");
    refuse_effect("do: lock", "m.yaml:5: lock: this effect needs 'object'");
}

static void an_effect_has_no_other_roles(void **state) {
    UNUSED(state);
    refuse_effect("do: free, object: arg0, existing: add",
                  "m.yaml:5: existing: means nothing to the effect 'free'; it may have 'object', "
                  "'when', 'family'");
    refuse_effect("do: exit, object: arg0",
                  "m.yaml:5: object: means nothing to the effect 'exit'; it has no other keys");
    refuse_effect("do: lock, object: arg0, family: f",
                  "m.yaml:5: family: means nothing to the effect 'lock'; it may have 'object', "
                  "'when', 'mode'");
}

static void a_reference_is_well_formed(void **state) {
    UNUSED(state);
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"", "a reference is argN, *argN, argN..., argN->member, return, null or fn:NAME"},
        {"0", "a reference is argN, *argN, argN..., argN->member, return, null or fn:NAME"},
        {"arg", "a reference is argN, *argN, argN..., argN->member, return, null or fn:NAME"},
        {"*null", "a reference is argN, *argN, argN..., argN->member, return, null or fn:NAME"},
        {"arg16", "an argument's number is at most 15"},
        {"arg99999999999999999999", "an argument's number is at most 15"},
        {"arg0x", "only '...' or '->member' may follow argN"},
        {"arg0....", "only '...' or '->member' may follow argN"},
        {"***arg0", "at most two '*'"},
        {"fn:", "fn: needs the name of a function"},
        {"fn:a-b", "fn: needs the name of a function"},
        {"arg0->", "a member is an identifier, or argN for the argument that names it"},
        {"arg0->a->b", "a member is an identifier, or argN for the argument that names it"},
        {"arg0->arg77", "an argument's number is at most 15"},
        {"*arg0->arg1", "a member that an argument names cannot be followed with '*'"},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        char effect[128], message[512];
        snprintf(effect, sizeof effect, "do: escape, object: '%s'", bad[i].text);
        snprintf(message, sizeof message, "m.yaml:5: object: '%s' is no argument reference: %s",
                 bad[i].text, bad[i].why);
        refuse_effect(effect, message);
    }
}

static void a_reference_fits_its_role(void **state) {
    UNUSED(state);
    refuse_effect("do: get, map: arg0, into: fn:free",
                  "m.yaml:5: into: 'fn:free' is no place that a call could read or write");
    refuse_effect("do: destroy, map: 'null'",
                  "m.yaml:5: map: 'null' is no place that a call could read or write");
    refuse_effect("do: put, map: arg0, key: arg2->arg1",
                  "m.yaml:5: key: 'arg2->arg1' names a member by an argument's text, which only a "
                  "macro can");
}

static void every_form_of_reference_is_read(void **state) {
    UNUSED(state);
    accept("library: x\n"
           "macros:\n"
           "  - name: M\n"
           "    effects:\n"
           "      - {do: put, map: '**arg3', key: arg2->arg1, value: '*arg0->size', old: arg15}\n"
           "      - {do: create, map: '*return', key_free: fn:free, value_free: 'null'}\n"
           "      - {do: write, object: arg2...}\n");
    const Effect *e = models_macro(set, "M")->effects;
    assert_int_equal(e[0].map.kind, ARG_NTH);
    assert_int_equal(e[0].map.index, 3);
    assert_int_equal(e[0].map.deref, 2);
    assert_int_equal(e[0].key.kind, ARG_MEMBER);
    assert_int_equal(e[0].key.index, 2);
    assert_int_equal(e[0].key.member, 1);
    assert_int_equal(e[0].value.kind, ARG_FIELD);
    assert_int_equal(e[0].value.deref, 1);
    assert_string_equal(e[0].value.field, "size");
    assert_int_equal(e[0].old.index, 15);
    assert_int_equal(e[0].into.kind, ARG_NONE);
    assert_int_equal(e[1].map.kind, ARG_RETURN);
    assert_int_equal(e[1].map.deref, 1);
    assert_int_equal(e[1].key_free.kind, ARG_FUNC);
    assert_string_equal(e[1].key_free.func, "free");
    assert_int_equal(e[1].value_free.kind, ARG_NULL);
    assert_true(e[2].object.rest);
    assert_int_equal(e[2].object.index, 2);
}

static void every_word_is_read(void **state) {
    UNUSED(state);
    accept("library: x\n"
           "functions:\n"
           "  - name: f\n"
           "    effects:\n"
           "      - {do: put, map: arg0, key_mode: copies, value_mode: takes, existing: refuse-key,"
           " when: nonnegative, creates: true}\n"
           "      - {do: create, map: arg0, in_place: true, by_address: true, nonnull: true}\n"
           "      - {do: take, map: arg0, ends_empty: true, releases_rest: true, when: negative}\n"
           "      - {do: clear, map: arg0, steals: true}\n"
           "      - {do: alias, from: arg0, into: return, inside: true, when: nonnull}\n"
           "      - {do: alloc, into: return, zeroed: true, family: pool, when: 'null'}\n"
           "      - {do: lock, object: arg0, mode: shared}\n"
           "      - {do: require, value: arg0, is: at-most, to: 'null'}\n");
    const Effect *e = models_function(set, "f")->effects;
    assert_int_equal(e[0].key_mode, GIVE_COPIES);
    assert_int_equal(e[0].value_mode, GIVE_TAKES);
    assert_int_equal(e[0].existing, EXISTING_REFUSE_KEY);
    assert_int_equal(e[0].when, WHEN_NONNEGATIVE);
    assert_true(e[0].creates);
    assert_true(e[1].in_place && e[1].by_address && e[1].nonnull);
    assert_int_equal(e[1].when, WHEN_ALWAYS);
    assert_true(e[2].ends_empty && e[2].releases_rest);
    assert_int_equal(e[2].when, WHEN_NEGATIVE);
    assert_true(e[3].steals);
    assert_true(e[4].inside);
    assert_true(e[5].zeroed && !e[5].nonnull);
    assert_string_equal(e[5].family, "pool");
    assert_int_equal(e[5].when, WHEN_NULL);
    assert_int_equal(e[6].mode, LOCK_SHARED);
    assert_int_equal(e[7].is, IS_AT_MOST);
    assert_int_equal(e[7].to.kind, ARG_NULL);
}

// The words of the schema and of effect_name are two tables; here they meet.
static void every_effect_is_read_by_its_own_name(void **state) {
    UNUSED(state);
    for (int k = 0; k < EFF_COUNT; k++) {
        char effect[128];
        static const char *const roles[] = {"map: arg0",    "iter: arg0", "object: arg0",
                                            "into: return", "from: arg0", "callback: arg0",
                                            "value: arg0",  "to: arg1"};
        // Some set of roles is right for each effect: try all.
        bool read = false;
        for (unsigned choice = 0; choice < 256 && !read; choice++) {
            int n = snprintf(effect, sizeof effect, "do: %s", effect_name((EffectKind)k));
            for (unsigned i = 0; i < COUNT_OF(roles); i++)
                if (choice >> i & 1)
                    n += snprintf(effect + n, sizeof effect - (size_t)n, ", %s", roles[i]);
            char *text = one_effect(effect);
            Error err;
            read = models_add_text(set, "m.yaml", text, strlen(text), &err) == STATUS_OK;
        }
        assert_true(read);
        assert_int_equal(models_function(set, "f")->effects[0].kind, k);
    }
    assert_string_equal(effect_name(EFF_COUNT), "?");
}

// ---- Safety ----

static void a_hostile_word_cannot_drive_the_terminal(void **state) {
    UNUSED(state);
    refuse_effect("do: \"\\e[31mred\"",
                  "m.yaml:5: do: unknown word '\\x1b[31mred'; allowed here: create, destroy, put, "
                  "get, remove, take, clear, size, iter-init, iter-next, iter-remove, iter-take, "
                  "foreach, remove-if, alloc, free, realloc, ref, unref, alias, escape, write, "
                  "call, register, at-exit, spawn, join, lock, unlock, once, noreturn, exit, "
                  "wait, require");
    refuse("library: x\n\"a\\nb\": c\n",
           "m.yaml:2: document: unknown key 'a\\x0ab'; allowed here: library, handles, functions, "
           "macros");
}

static void a_long_word_is_cut(void **state) {
    UNUSED(state);
    char text[512], name[301];
    memset(name, 'a', 300);
    name[300] = '\0';
    snprintf(text, sizeof text, "library: x\nfunctions:\n  - name: %s\n    effects: []\n", name);
    refuse(text, "m.yaml:3: name: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'"
                 " is no identifier with at most one '*'");
}

static void a_file_that_cannot_be_read_is_an_error(void **state) {
    UNUSED(state);
    Error err;
    assert_int_equal(models_add_file(set, "/nonexistent/m.yaml", &err), STATUS_USAGE);
    assert_string_equal(err.text, "/nonexistent/m.yaml: cannot be read: No such file or directory");
    assert_int_equal(models_add_file(set, "/", &err), STATUS_USAGE);
    assert_non_null(strstr(err.text, "/: cannot be read: "));
}

// Whatever is cut off or changed, the answer is OK or an error with the file's name.
static void damaged_texts_are_told_or_read(void **state) {
    UNUSED(state);
    static const char whole[] =
        "# c\n"
        "library: x\n"
        "handles:\n"
        "  - {type: T*, intrusive: true}\n"
        "functions:\n"
        "  - name: f\n"
        "    effects:\n"
        "      - {do: put, map: '*arg0', key: arg1->k, when: 'null'}\n"
        "      - do: alloc\n"
        "        into: return\n"
        "        family: m\n"
        "  - names: [g, h*]\n"
        "    effects: []\n"
        "macros:\n"
        "  - {name: M, loop: true, effects: [{do: iter-next, map: arg0}]}\n";
    static const char bytes[] = "[]{}:-,'\"*&!#|>%@ \n\tax0\\?";
    char text[sizeof whole];
    Error err;
    uint32_t random = 1;
    for (size_t n = 0; n < sizeof whole; n++) {
        if (models_add_text(set, "m.yaml", whole, n, &err) != STATUS_OK)
            assert_int_equal(strncmp(err.text, "m.yaml:", 7), 0);
    }
    for (int i = 0; i < 20000; i++) {
        memcpy(text, whole, sizeof whole);
        for (int changes = 0; changes <= i % 3; changes++) {
            random = random * 1664525 + 1013904223;
            text[(random >> 8) % (sizeof whole - 1)] = bytes[(random >> 3) % (sizeof bytes - 1)];
        }
        if (models_add_text(set, "m.yaml", text, sizeof whole - 1, &err) != STATUS_OK)
            assert_int_equal(strncmp(err.text, "m.yaml:", 7), 0);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(an_unknown_key_names_its_own_line_and_the_nearest),
        TEST(an_unknown_key_with_no_near_one_lists_all),
        TEST(an_unknown_word_names_the_nearest),
        TEST(a_swap_of_neighbours_is_one_slip),
        TEST(a_missing_key_names_its_entry),
        TEST(a_key_that_stands_twice_names_the_second),
        TEST(a_value_of_the_wrong_shape_says_what_is_expected),
        TEST(empty_texts_and_lists_are_refused),
        TEST(loop_belongs_to_macros),
        TEST(a_syntax_error_names_its_line),
        TEST(anchors_aliases_tags_and_documents_are_refused),
        TEST(a_comment_may_hold_any_character),
        TEST(deep_nesting_is_refused),
        TEST(a_large_file_is_refused),
        TEST(many_names_take_linear_time),
        TEST(an_entry_has_one_of_name_and_names),
        TEST(a_name_is_an_identifier_with_at_most_one_star),
        TEST(a_name_stands_once_in_a_file),
        TEST(an_effect_needs_its_roles),
        TEST(an_effect_has_no_other_roles),
        TEST(a_reference_is_well_formed),
        TEST(a_reference_fits_its_role),
        TEST(every_form_of_reference_is_read),
        TEST(every_word_is_read),
        TEST(every_effect_is_read_by_its_own_name),
        TEST(a_hostile_word_cannot_drive_the_terminal),
        TEST(a_long_word_is_cut),
        TEST(a_file_that_cannot_be_read_is_an_error),
        TEST(damaged_texts_are_told_or_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

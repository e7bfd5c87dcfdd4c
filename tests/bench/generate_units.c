// SPDX-License-Identifier: Apache-2.0
//
// Writes a program of N units to measure with: generate_units N FOLDER
//
// The program has a hash table of its own (table.h, table.c) with a model (table.yaml,
// .mapleak.yml), and in each unit a registry that is filled and emptied, a local table with several
// ways out, an owner with a constructor and a destructor, and a call into the next unit; eight
// units are one chain. Every hundredth unit forgets its local table on one way out, and nothing
// else is wrong: there is one finding for each hundred units begun. The same N gives the same
// bytes.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHAIN = 8, FAULTY_EVERY = 100, MAX_UNITS = 1000000 };

static const char table_h[] =
    "#ifndef TABLE_H\n"
    "#define TABLE_H\n"
    "#include <stddef.h>\n"
    "#include <stdio.h>\n"
    "#include <stdlib.h>\n"
    "#include <string.h>\n"
    "typedef struct table table;\n"
    "table *table_new(void);\n"
    "void table_free(table *t);\n"
    "int table_put(table *t, const char *key, void *value); // 0: no memory\n"
    "void *table_get(table *t, const char *key);\n"
    "void *table_take(table *t, const char *key);\n"
    "size_t table_size(table *t);\n"
    "#endif\n";

static const char table_c[] =
    "#include \"table.h\"\n"
    "enum { CHAINS = 64 };\n"
    "typedef struct node { struct node *next; char *key; void *value; } node;\n"
    "struct table { node *chains[CHAINS]; size_t size; };\n"
    "table *table_new(void) { return calloc(1, sizeof(table)); }\n"
    "static node **find(table *t, const char *key) {\n"
    "    unsigned hash = 5381;\n"
    "    for (const char *c = key; *c; c++)\n"
    "        hash = hash * 33 + (unsigned char)*c;\n"
    "    node **at = &t->chains[hash % CHAINS];\n"
    "    while (*at && strcmp((*at)->key, key) != 0)\n"
    "        at = &(*at)->next;\n"
    "    return at;\n"
    "}\n"
    "static void drop(table *t, node **at) {\n"
    "    node *old = *at;\n"
    "    *at = old->next;\n"
    "    t->size--;\n"
    "    free(old->key);\n"
    "    free(old);\n"
    "}\n"
    "void table_free(table *t) {\n"
    "    for (int i = 0; t && i < CHAINS; i++)\n"
    "        while (t->chains[i])\n"
    "            drop(t, &t->chains[i]);\n"
    "    free(t);\n"
    "}\n"
    "int table_put(table *t, const char *key, void *value) {\n"
    "    node **at = find(t, key), *n = *at;\n"
    "    if (!n) {\n"
    "        n = calloc(1, sizeof *n);\n"
    "        if (!n || !(n->key = strdup(key))) {\n"
    "            free(n);\n"
    "            return 0;\n"
    "        }\n"
    "        *at = n;\n"
    "        t->size++;\n"
    "    }\n"
    "    n->value = value;\n"
    "    return 1;\n"
    "}\n"
    "void *table_get(table *t, const char *key) {\n"
    "    node *n = *find(t, key);\n"
    "    return n ? n->value : NULL;\n"
    "}\n"
    "void *table_take(table *t, const char *key) {\n"
    "    node **at = find(t, key);\n"
    "    void *value = *at ? (*at)->value : NULL;\n"
    "    if (*at)\n"
    "        drop(t, at);\n"
    "    return value;\n"
    "}\n"
    "size_t table_size(table *t) { return t->size; }\n";

static const char table_yaml[] =
    "library: table\n"
    "handles:\n"
    "  - {type: table}\n"
    "functions:\n"
    "  - name: table_new\n"
    "    effects:\n"
    "      - {do: create, map: return}\n"
    "  - name: table_free\n"
    "    effects:\n"
    "      - {do: destroy, map: arg0}\n"
    "  - name: table_put\n"
    "    effects:\n"
    "      - {do: put, map: arg0, key: arg1, value: arg2, key_mode: copies, when: nonnull}\n"
    "  - name: table_get\n"
    "    effects:\n"
    "      - {do: get, map: arg0, key: arg1, into: return}\n"
    "  - name: table_take\n"
    "    effects:\n"
    "      - {do: take, map: arg0, key: arg1, into: return, when: nonnull}\n"
    "  - name: table_size\n"
    "    effects:\n"
    "      - {do: size, map: arg0, into: return}\n";

// @1 is this unit, @2 the next of its chain, @3 the way out: it forgets the table or does not.
static const char unit_c[] =
    "#include \"table.h\"\n"
    "\n"
    "struct record_@1 { char name[32]; int hits; struct record_@1 *next; };\n"
    "struct owner_@1 { table *names; char *title; size_t limit; };\n"
    "\n"
    "static table *registry;\n"
    "\n"
    "int unit_@1_add(const char *name);\n"
    "int unit_@1_drop(const char *name);\n"
    "int unit_@1_words(const char *text, size_t limit);\n"
    "struct owner_@1 *owner_@1_new(const char *title, size_t limit);\n"
    "void owner_@1_free(struct owner_@1 *o);\n"
    "int unit_@2_words(const char *text, size_t limit);\n"
    "\n"
    "static int is_wanted(const char *name) {\n"
    "    size_t n = strlen(name);\n"
    "    return n > 0 && n < 32 && name[0] != '#';\n"
    "}\n"
    "\n"
    "int unit_@1_add(const char *name) {\n"
    "    if (!registry && !(registry = table_new()))\n"
    "        return -1;\n"
    "    struct record_@1 *r = table_get(registry, name);\n"
    "    if (r)\n"
    "        return ++r->hits;\n"
    "    if (!is_wanted(name) || !(r = calloc(1, sizeof *r)))\n"
    "        return -1;\n"
    "    snprintf(r->name, sizeof r->name, \"%s\", name);\n"
    "    if (!table_put(registry, r->name, r)) {\n"
    "        free(r);\n"
    "        return -1;\n"
    "    }\n"
    "    return 0;\n"
    "}\n"
    "\n"
    "int unit_@1_drop(const char *name) {\n"
    "    struct record_@1 *r = registry ? table_take(registry, name) : NULL;\n"
    "    if (!r)\n"
    "        return -1;\n"
    "    int hits = r->hits;\n"
    "    free(r);\n"
    "    return hits;\n"
    "}\n"
    "\n"
    "static char *next_word(const char **at) {\n"
    "    const char *from = *at + strspn(*at, \" \\t\");\n"
    "    size_t n = strcspn(from, \" \\t\");\n"
    "    *at = from + n;\n"
    "    return n ? strndup(from, n) : NULL;\n"
    "}\n"
    "\n"
    "int unit_@1_words(const char *text, size_t limit) {\n"
    "    static int seen;\n"
    "    int result = -1;\n"
    "    table *words = table_new();\n"
    "    if (!words)\n"
    "        return -1;\n"
    "    for (char *word; (word = next_word(&text)); free(word)) {\n"
    "        if (table_size(words) >= limit) {\n"
    "            free(word);\n"
    "            @3\n"
    "        }\n"
    "        if (!table_put(words, word, &seen)) {\n"
    "            free(word);\n"
    "            goto out;\n"
    "        }\n"
    "    }\n"
    "    result = (int)table_size(words) + (limit > 1 ? unit_@2_words(text, limit / 2) : 0);\n"
    "out:\n"
    "    table_free(words);\n"
    "    return result;\n"
    "}\n"
    "\n"
    "struct owner_@1 *owner_@1_new(const char *title, size_t limit) {\n"
    "    struct owner_@1 *o = calloc(1, sizeof *o);\n"
    "    if (!o)\n"
    "        return NULL;\n"
    "    o->limit = limit;\n"
    "    o->names = table_new();\n"
    "    o->title = strdup(title);\n"
    "    if (!o->names || !o->title) {\n"
    "        owner_@1_free(o);\n"
    "        return NULL;\n"
    "    }\n"
    "    return o;\n"
    "}\n"
    "\n"
    "void owner_@1_free(struct owner_@1 *o) {\n"
    "    if (!o)\n"
    "        return;\n"
    "    table_free(o->names);\n"
    "    free(o->title);\n"
    "    free(o);\n"
    "}\n";

_Noreturn static void die(const char *what) {
    fprintf(stderr, "generate_units: %s: %s\n", what, strerror(errno));
    exit(2);
}

static FILE *create(const char *name) {
    FILE *file = fopen(name, "w");
    if (!file)
        die(name);
    return file;
}

static void finish(FILE *file, const char *name) {
    if (fclose(file) != 0)
        die(name);
}

static void write_file(const char *name, const char *text) {
    FILE *file = create(name);
    fputs(text, file);
    finish(file, name);
}

static void write_unit(unsigned i, unsigned count) {
    unsigned next = (i + 1) % CHAIN && i + 1 < count ? i + 1 : i - i % CHAIN;
    char name[32];
    snprintf(name, sizeof name, "unit_%06u.c", i);
    FILE *file = create(name);
    for (const char *at = unit_c; *at; at++) {
        if (*at != '@')
            putc(*at, file);
        else if (*++at == '3')
            fputs(i % FAULTY_EVERY ? "goto out;" : "return -1;", file);
        else
            fprintf(file, "%u", *at == '1' ? i : next);
    }
    finish(file, name);
}

static void write_database(unsigned count, const char *folder) {
    FILE *file = create("compile_commands.json");
    fprintf(file,
            "[\n{\"directory\": \"%s\", \"file\": \"table.c\", "
            "\"arguments\": [\"cc\", \"-std=gnu11\", \"-c\", \"table.c\"]}",
            folder);
    for (unsigned i = 0; i < count; i++)
        fprintf(file,
                ",\n{\"directory\": \"%s\", \"file\": \"unit_%06u.c\", "
                "\"arguments\": [\"cc\", \"-std=gnu11\", \"-c\", \"unit_%06u.c\"]}",
                folder, i, i);
    fputs("\n]\n", file);
    finish(file, "compile_commands.json");
}

int main(int argc, char **argv) {
    char *end = NULL;
    unsigned long count = argc == 3 ? strtoul(argv[1], &end, 10) : 0;
    if (count < 1 || count > MAX_UNITS || *end) {
        fprintf(stderr, "usage: generate_units N FOLDER\n");
        return 2;
    }
    if ((mkdir(argv[2], 0777) != 0 && errno != EEXIST) || chdir(argv[2]) != 0)
        die(argv[2]);
    char *folder = getcwd(NULL, 0);
    if (!folder || strpbrk(folder, "\"\\"))
        die("the folder's name");
    write_file("table.h", table_h);
    write_file("table.c", table_c);
    write_file("table.yaml", table_yaml);
    write_file(".mapleak.yml", "models:\n  - table.yaml\n");
    for (unsigned i = 0; i < count; i++)
        write_unit(i, (unsigned)count);
    write_database((unsigned)count, folder);
    free(folder);
    return 0;
}

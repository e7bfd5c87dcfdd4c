// SPDX-License-Identifier: Apache-2.0
//
// The whole road from options to commands, in a temporary folder.
#include "folder.h"

#include "base/strbuf.h"
#include "project/project.h"

#include <setjmp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct {
    Project p;
    Error err;
    StrBuf text;
    const char *folder;
} Opened;

static const char *below(const Opened *o, const char *path) {
    size_t n = strlen(o->folder);
    return strncmp(path, o->folder, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

// One command a line: path, (file) when that differs, args; ! dropped.
static void show(Opened *o) {
    vec_each (const Command, c, &o->p.commands) {
        strbuf_adds(&o->text, below(o, c->path));
        if (strcmp(below(o, c->path), c->file) != 0)
            strbuf_printf(&o->text, " (%s)", below(o, c->file));
        for (uint32_t i = 0; i < c->nargs; i++)
            strbuf_printf(&o->text, " %s", c->args[i]);
        for (uint32_t i = 0; i < c->ndropped; i++)
            strbuf_printf(&o->text, " %s%s", i ? "" : "! ", c->dropped[i]);
        strbuf_addc(&o->text, '\n');
    }
}

static void opened_fini(Opened *o) {
    project_close(&o->p);
    strbuf_fini(&o->text);
}

static Opened opened(void **state, const ProjectOptions *options) {
    Opened o = {.folder = *state};
    if (project_open(&o.p, options, &o.err) != STATUS_OK)
        fail_msg("%s", o.err.text);
    const Project *p = &o.p;
    assert_int_equal(p->nentries,
                     p->commands.len + p->nnot_c + p->nexcluded + p->noutside + p->nduplicate);
    show(&o);
    return o;
}

static void assert_opens(void **state, const ProjectOptions *options, const char *want) {
    Opened o = opened(state, options);
    assert_string_equal(strbuf_text(&o.text), want);
    opened_fini(&o);
}

static void assert_fails(const ProjectOptions *options, Status status, const char *want) {
    Project p;
    Error err = {0};
    assert_int_equal(project_open(&p, options, &err), status);
    if (!strstr(err.text, want))
        fail_msg("got  %s\nwant %s", err.text, want);
    project_close(&p);
}

// The only unit cannot be compiled, for this reason.
static void assert_broken(void **state, const char *want) {
    Opened o = opened(state, &(ProjectOptions){0});
    assert_int_equal(o.p.commands.len, 1);
    const char *why = o.p.commands.data[0].broken;
    if (!why || !strstr(why, want))
        fail_msg("got  %s\nwant %s", why ? why : "nothing", want);
    opened_fini(&o);
}

// Writes a database whose entries are in the folder `directory` and given as file, command, …,
// NULL.
static void write_database(const char *name, const char *directory, const char *const *entries) {
    StrBuf json = {0};
    for (; *entries; entries += 2)
        strbuf_printf(&json, "%s\n{\"directory\":\"%s\",\"file\":\"%s\",\"command\":\"%s\"}",
                      json.len ? "," : "[", directory, entries[0], entries[1]);
    strbuf_adds(&json, json.len ? "\n]\n" : "[]");
    folder_write(name, strbuf_text(&json));
    strbuf_fini(&json);
}

#define DATABASE(name, directory, ...) \
    write_database(name, directory, (const char *const[]){__VA_ARGS__, NULL})

static const ProjectOptions none = {0};

// ---- Entries ----

static void a_relative_directory_is_below_the_database(void **state) {
    folder_make("build/sub");
    DATABASE("build/compile_commands.json", "sub", "../../a.c", "cc -c -I../x ../../a.c");
    Opened o = opened(state, &none);
    assert_string_equal(strbuf_text(&o.text), "a.c (../../a.c) -I../x\n");
    assert_string_equal(below(&o, o.p.commands.data[0].directory), "build/sub");
    assert_string_equal(o.p.database, "build/compile_commands.json");
    assert_string_equal(o.p.root, *state);
    opened_fini(&o);
}

static void the_scope_is_what_was_asked_for(void **state) {
    folder_make("src");
    DATABASE("compile_commands.json", ".", "src/a.c", "cc -c src/a.c", "b.c", "cc -c b.c");
    Opened o = opened(state, &none);
    assert_int_equal(o.p.nscope, 1);
    assert_string_equal(o.p.scope[0], "/");
    assert_string_equal(below(&o, o.p.database_path), "compile_commands.json");
    opened_fini(&o);
    const char *const paths[] = {"./src/"};
    o = opened(state, &(ProjectOptions){.paths = paths, .npaths = 1});
    assert_int_equal(o.p.nscope, 1);
    assert_string_equal(below(&o, o.p.scope[0]), "src");
    opened_fini(&o);
}

static void commands_are_sorted_and_duplicates_once(void **state) {
    DATABASE("compile_commands.json", ".", "b.c", "cc -DB b.c", "a.c", "cc -DX -o 1.o a.c", "./a.c",
             "cc -DX -o 2.o -Wall ./a.c", "a.c", "cc -DA a.c");
    Opened o = opened(state, &none);
    assert_string_equal(strbuf_text(&o.text), "a.c -DA\na.c (./a.c) -DX\nb.c -DB\n");
    assert_int_equal(o.p.nduplicate, 1);
    opened_fini(&o);
    DATABASE("compile_commands.json", ".", "a.c", "cc -DA a.c", "./a.c",
             "cc -DX -o 2.o -Wall ./a.c", "a.c", "cc -DX -o 1.o a.c", "b.c", "cc -DB b.c");
    assert_opens(state, &none, "a.c -DA\na.c (./a.c) -DX\nb.c -DB\n");
}

static void equal_arguments_are_kept_once(void **state) {
    DATABASE("compile_commands.json", ".", "a.c", "cc -DX -Iy -c a.c", "b.c", "cc -DX -I y -c b.c");
    Opened o = opened(state, &none);
    assert_ptr_equal(o.p.commands.data[0].args, o.p.commands.data[1].args);
    opened_fini(&o);
}

static void only_c_and_cxx_are_units(void **state) {
    DATABASE("compile_commands.json", ".", "a.S", "cc -c a.S", "b.cc", "c++ -c b.cc", "c.s",
             "cc -xc c.s", "d.c", "cc -x assembler d.c", "e.c", "g++ -c e.c", "f.cu", "nvcc f.cu");
    Opened o = opened(state, &none);
    assert_string_equal(strbuf_text(&o.text), "b.cc\nc.s -xc\ne.c -xc++\n");
    assert_int_equal(o.p.nnot_c, 3);
    opened_fini(&o);
}

static void what_was_refused_is_kept(void **state) {
    DATABASE("compile_commands.json", ".", "a.c", "ccache cc -DX -MD -MF a.d -c a.c x.o");
    assert_opens(state, &none, "a.c -DX ! -MD -MF a.d x.o\n");
}

static void response_files_are_expanded(void **state) {
    folder_write("flags.rsp", "-DX='a b' -fplugin=evil.so");
    DATABASE("compile_commands.json", ".", "a.c", "cc @flags.rsp -c a.c @gone.rsp");
    assert_opens(state, &none, "a.c -DX=a b ! -fplugin=evil.so @gone.rsp\n");
    folder_write("flags.rsp", "@flags.rsp");
    assert_broken(state,
                  "compile_commands.json:2: entry 1: @flags.rsp: more than 8 files inside each");
}

static void a_file_named_like_a_flag_is_made_absolute(void **state) {
    DATABASE("compile_commands.json", ".", "-fplugin=x.c", "cc -c ./-fplugin=x.c", "@x.c",
             "cc @x.c");
    Opened o = opened(state, &none);
    vec_each (const Command, c, &o.p.commands) {
        assert_ptr_equal(c->file, c->path);
        assert_int_equal(c->path[0], '/');
    }
    assert_int_equal(o.p.commands.len, 2);
    opened_fini(&o);
}

static void a_directory_that_does_not_exist_is_named(void **state) {
    folder_write("file", "");
    DATABASE("compile_commands.json", "gone", "a.c", "cc a.c");
    assert_broken(state, "compile_commands.json:2: entry 1: the directory ");
    DATABASE("compile_commands.json", "file", "a.c", "cc a.c");
    assert_broken(state, "/file does not exist");
}

static void a_broken_entry_costs_no_other(void **state) {
    folder_write("compile_commands.json",
                 "[{\"directory\":\"gone\",\"file\":\"x.S\",\"command\":\"cc x.S\"},\n"
                 "{\"directory\":\".\",\"file\":\"gone/a.c\",\"command\":\"cc gone/a.c\"},\n"
                 "{\"directory\":\"gone\",\"file\":\"a.c\",\"command\":\"cc -DX a.c\"}]");
    Opened o = opened(state, &none);
    assert_int_equal(o.p.commands.len, 2);
    assert_int_equal(o.p.nnot_c, 1);
    assert_null(o.p.commands.data[0].broken);
    assert_non_null(strstr(o.p.commands.data[1].broken, "compile_commands.json:3: entry 3: "));
    opened_fini(&o);
}

static void names_in_errors_cannot_drive_the_terminal(void **state) {
    UNUSED(state);
    assert_fails(&(ProjectOptions){.build_dir = "x\x1b[2J\n"}, STATUS_USAGE,
                 "x\\x1b[2J\\x0a: no such file or folder");
}

static void paths_are_normalised_as_text(void **state) {
    assert_int_equal(symlink("/", "link"), 0);
    DATABASE("compile_commands.json", ".", ".//x/../link/./../a.c", "cc a.c", "../../../../../b.c",
             "cc b.c");
    Opened o = opened(state, &none);
    assert_string_equal(o.p.commands.data[0].path, "/b.c");
    assert_string_equal(below(&o, o.p.commands.data[1].path), "a.c");
    opened_fini(&o);
}

// ---- Discovery ----

static void the_database_here_wins_over_those_in_build(void **state) {
    DATABASE("build/compile_commands.json", ".", "b.c", "cc b.c");
    DATABASE("compile_commands.json", ".", "a.c", "cc a.c");
    assert_opens(state, &none, "a.c\n");
}

static void several_build_folders_ask_for_p(void **state) {
    DATABASE("build-b/compile_commands.json", ".", "b.c", "cc b.c");
    folder_make("build-c");
    assert_opens(state, &none, "build-b/b.c (b.c)\n");
    DATABASE("build-a/compile_commands.json", ".", "a.c", "cc a.c");
    assert_fails(&none, STATUS_USAGE,
                 "several compile databases (build-a/compile_commands.json, "
                 "build-b/compile_commands.json): choose one with -p");
    assert_opens(state, &(ProjectOptions){.build_dir = "build-a"}, "build-a/a.c (a.c)\n");
}

static void p_takes_a_folder_or_a_file(void **state) {
    DATABASE("out/compile_commands.json", ".", "a.c", "cc a.c");
    DATABASE("out/other.json", ".", "b.c", "cc b.c");
    assert_opens(state, &(ProjectOptions){.build_dir = "out/"}, "out/a.c (a.c)\n");
    assert_opens(state, &(ProjectOptions){.build_dir = "out/other.json"}, "out/b.c (b.c)\n");
    assert_fails(&(ProjectOptions){.build_dir = "gone"}, STATUS_USAGE,
                 "gone: no such file or folder");
    folder_make("empty");
    assert_fails(&(ProjectOptions){.build_dir = "empty"}, STATUS_USAGE,
                 "empty: no compile_commands.json in it");
}

static void without_a_database_the_error_says_how_to_get_one(void **state) {
    UNUSED(state);
    static const char *const hints[] = {"bear", "meson", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", "-p",
                                        "--"};
    for (size_t i = 0; i < COUNT_OF(hints); i++)
        assert_fails(&none, STATUS_USAGE, hints[i]);
    folder_write("a.c", "");
    const char *const paths[] = {"a.c"};
    assert_fails(&(ProjectOptions){.paths = paths, .npaths = 1}, STATUS_USAGE, "bear");
}

static void an_empty_database_is_no_error(void **state) {
    folder_write("compile_commands.json", "[]");
    assert_opens(state, &none, "");
}

// ---- Paths and exclusion ----

static void paths_choose_among_the_units(void **state) {
    folder_write("src/a.c", "");
    folder_make("lib");
    DATABASE("compile_commands.json", ".", "src/a.c", "cc src/a.c", "srcx/b.c", "cc srcx/b.c",
             "lib/x/c.c", "cc lib/x/c.c");
    const char *const paths[] = {"./src", "lib/"};
    assert_opens(state, &(ProjectOptions){.paths = paths, .npaths = 2}, "lib/x/c.c\nsrc/a.c\n");
    const char *const file[] = {"src/a.c"};
    assert_opens(state, &(ProjectOptions){.paths = file, .npaths = 1}, "src/a.c\n");
    const char *const gone[] = {"src/a.c", "sr"};
    assert_fails(&(ProjectOptions){.paths = gone, .npaths = 2}, STATUS_USAGE,
                 "sr: no such file or folder");
}

static void the_configuration_excludes_units(void **state) {
    folder_write(".mapleak.yml", "exclude: [vendor, 'src/*.gen.c']\nmodels: [m.yaml]\n");
    DATABASE("compile_commands.json", ".", "src/a.c", "cc src/a.c", "src/b.gen.c", "cc b", "v.c",
             "cc v.c", "vendor/x/c.c", "cc c", "/elsewhere/vendor/d.c", "cc d");
    Opened o = opened(state, &none);
    assert_int_equal(o.p.nexcluded, 2);
    assert_int_equal(o.p.commands.len, 3);
    assert_int_equal(o.p.config.nmodels, 1);
    opened_fini(&o);
    folder_write(".mapleak.yml", "exclud: [vendor]\n");
    assert_fails(&none, STATUS_USAGE, ".mapleak.yml:1: unknown key 'exclud'");
}

// ---- Flags by hand ----

static void with_flags_files_and_folders_are_units(void **state) {
    folder_write("src/b.c", "");
    folder_write("src/x/a.c", "");
    folder_write("src/x/a.h", "");
    folder_write("src/.git/c.c", "");
    folder_write("d.c", "");
    assert_int_equal(symlink("..", "src/up"), 0);
    DATABASE("compile_commands.json", ".", "z.c", "cc z.c");
    const char *const paths[] = {"src", "d.c"}, *const flags[] = {"-Iinc", "-DX=1", "-MD"};
    ProjectOptions o = {
        .paths = paths, .npaths = 2, .flags = flags, .nflags = 3, .has_flags = true};
    Opened got = opened(state, &o);
    assert_null(got.p.database);
    assert_string_equal(got.p.commands.data[0].directory, *state);
    opened_fini(&got);
    o.flags = NULL;
    o.nflags = 0;
    got = opened(state, &o);
    assert_int_equal(got.p.commands.len, 3);
    assert_string_equal(below(&got, got.p.commands.data[0].path), "d.c");
    assert_string_equal(got.p.commands.data[0].file, "d.c");
    assert_string_equal(below(&got, got.p.commands.data[1].path), "src/b.c");
    assert_string_equal(below(&got, got.p.commands.data[2].path), "src/x/a.c");
    opened_fini(&got);
}

static void with_flags_a_file_named_twice_is_one_unit(void **state) {
    folder_write("a.c", "");
    const char *const paths[] = {"a.c", "./a.c", "."};
    ProjectOptions o = {.paths = paths, .npaths = 3, .has_flags = true};
    Opened got = opened(state, &o);
    assert_int_equal(got.p.commands.len, 1);
    assert_int_equal(got.p.nduplicate, 2);
    opened_fini(&got);
}

static void flags_need_files_and_exclude_p(void **state) {
    UNUSED(state);
    assert_fails(&(ProjectOptions){.has_flags = true}, STATUS_USAGE,
                 "no file or folder is named before --");
    const char *const paths[] = {"."};
    assert_fails(
        &(ProjectOptions){.has_flags = true, .paths = paths, .npaths = 1, .build_dir = "."},
        STATUS_USAGE, "-p and -- exclude each other");
}

int main(void) {
#define IN_FOLDER(name) cmocka_unit_test_setup_teardown(name, folder_enter, folder_leave)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_relative_directory_is_below_the_database),
        IN_FOLDER(the_scope_is_what_was_asked_for),
        IN_FOLDER(commands_are_sorted_and_duplicates_once),
        IN_FOLDER(equal_arguments_are_kept_once),
        IN_FOLDER(only_c_and_cxx_are_units),
        IN_FOLDER(what_was_refused_is_kept),
        IN_FOLDER(response_files_are_expanded),
        IN_FOLDER(a_file_named_like_a_flag_is_made_absolute),
        IN_FOLDER(a_directory_that_does_not_exist_is_named),
        IN_FOLDER(a_broken_entry_costs_no_other),
        IN_FOLDER(names_in_errors_cannot_drive_the_terminal),
        IN_FOLDER(paths_are_normalised_as_text),
        IN_FOLDER(the_database_here_wins_over_those_in_build),
        IN_FOLDER(several_build_folders_ask_for_p),
        IN_FOLDER(p_takes_a_folder_or_a_file),
        IN_FOLDER(without_a_database_the_error_says_how_to_get_one),
        IN_FOLDER(an_empty_database_is_no_error),
        IN_FOLDER(paths_choose_among_the_units),
        IN_FOLDER(the_configuration_excludes_units),
        IN_FOLDER(with_flags_files_and_folders_are_units),
        IN_FOLDER(with_flags_a_file_named_twice_is_one_unit),
        IN_FOLDER(flags_need_files_and_exclude_p),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

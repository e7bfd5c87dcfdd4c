// SPDX-License-Identifier: Apache-2.0
//
// Runs the analyzer on each case of the corpus, and compares what it says with what the case
// expects.
//
//     corpus_runner --mapleak BIN [--flags-file FILE] [--filter GLOB] [-j N] CASES_DIR
//
// A case is CASES_DIR/RULE/NAME.c or a folder CASES_DIR/RULE/NAME/ whose .c files form one program.
// `support` is no rule. Each case is one run of the analyzer, in CASES_DIR, so that
// CASES_DIR/.mapleak.yml is the project's config.
//
// Invariants:
//  1. A case that cannot be read, run or understood fails; nothing is passed over.
//  2. The output is in the order of the cases' names, whatever -j says.
//  3. The last line is `N passed, N failed`; the status is 0 only when something ran and nothing
//  failed.
#define _XOPEN_SOURCE 700
#include "expect.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CASE_SECONDS = 120, MAX_JOBS = 256 };

typedef struct {
    char **items; // ends with NULL once it has an item
    size_t count;
} Strings;

typedef struct {
    char *name;      // RULE/NAME.c or RULE/NAME
    Strings files;   // all that may hold expectations, relative to CASES_DIR
    Strings sources; // the .c files among them
    pid_t pid;       // 0: not running
    FILE *out;       // what the analyzer wrote
    FILE *err;
    char *report; // why the case failed; empty: it passed
} Case;

typedef struct {
    Case *items;
    size_t count;
} Cases;

typedef struct {
    const char *mapleak;
    const char *flags_file;
    const char *filter;
    const char *cases_dir;
    size_t jobs;
    char *root; // CASES_DIR without links
    Strings flags;
    Strings rules;
} Run;

_Noreturn static void die(const char *what, const char *which) {
    fprintf(stderr, "corpus_runner: %s: %s\n", which, what);
    exit(2);
}

static void *must(void *memory) {
    if (!memory)
        die("out of memory", "memory");
    return memory;
}

static void add_string(Strings *to, char *item) {
    to->items = must(realloc(to->items, (to->count + 2) * sizeof *to->items));
    to->items[to->count++] = item;
    to->items[to->count] = NULL;
}

static void free_strings(Strings *strings) {
    for (size_t i = 0; i < strings->count; i++)
        free(strings->items[i]);
    free(strings->items);
    *strings = (Strings){0};
}

static char *joined(const char *folder, const char *name) {
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = must(malloc(size));
    snprintf(path, size, "%s/%s", folder, name);
    return path;
}

static bool ends_with(const char *text, const char *end) {
    size_t text_length = strlen(text);
    size_t end_length = strlen(end);
    return text_length > end_length && strcmp(text + text_length - end_length, end) == 0;
}

static char *read_stream(FILE *stream) {
    size_t length = 0;
    size_t capacity = 4096;
    char *text = must(malloc(capacity));
    size_t got;
    rewind(stream);
    while ((got = fread(text + length, 1, capacity - length - 1, stream)) > 0) {
        length += got;
        if (capacity - length < 2)
            text = must(realloc(text, capacity *= 2));
    }
    text[length] = '\0';
    return text;
}

static char *read_path(const char *path) {
    FILE *stream = fopen(path, "r");
    if (!stream)
        die(strerror(errno), path);
    char *text = read_stream(stream);
    fclose(stream);
    return text;
}

static int by_text(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

// The names in FOLDER, sorted, without those that start with a dot.
static Strings list_folder(const char *folder) {
    Strings names = {0};
    DIR *stream = opendir(folder);
    if (!stream)
        die(strerror(errno), folder);
    for (const struct dirent *entry; (entry = readdir(stream)) != NULL;)
        if (entry->d_name[0] != '.')
            add_string(&names, must(strdup(entry->d_name)));
    closedir(stream);
    if (names.count)
        qsort(names.items, names.count, sizeof *names.items, by_text);
    return names;
}

static bool is_folder(const char *path) {
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static void add_file(Case *to, char *path) {
    if (ends_with(path, ".c"))
        add_string(&to->sources, must(strdup(path)));
    add_string(&to->files, path);
}

static void find_cases_of_rule(const Run *run, const char *rule, Cases *into) {
    char *folder = joined(run->cases_dir, rule);
    Strings names = list_folder(folder);
    for (size_t i = 0; i < names.count; i++) {
        Case one = {.name = joined(rule, names.items[i])};
        char *path = joined(folder, names.items[i]);
        bool wanted = !run->filter || fnmatch(run->filter, one.name, 0) == 0;
        if (is_folder(path)) {
            Strings inner = list_folder(path);
            for (size_t k = 0; k < inner.count; k++)
                if (ends_with(inner.items[k], ".c") || ends_with(inner.items[k], ".h"))
                    add_file(&one, joined(one.name, inner.items[k]));
                else
                    die("neither a .c nor a .h file", inner.items[k]);
            free_strings(&inner);
        } else if (ends_with(path, ".c")) {
            add_file(&one, must(strdup(one.name)));
        } else {
            die("neither a case's .c file nor a folder", path);
        }
        free(path);
        if (one.sources.count == 0)
            die("holds no .c file", one.name);
        if (wanted) {
            into->items = must(realloc(into->items, (into->count + 1) * sizeof one));
            into->items[into->count++] = one;
        } else {
            free(one.name);
            free_strings(&one.files);
            free_strings(&one.sources);
        }
    }
    free_strings(&names);
    free(folder);
}

static Cases find_cases(Run *run) {
    Cases cases = {0};
    Strings names = list_folder(run->cases_dir);
    for (size_t i = 0; i < names.count; i++) {
        char *path = joined(run->cases_dir, names.items[i]);
        if (is_folder(path) && strcmp(names.items[i], "support") != 0)
            add_string(&run->rules, must(strdup(names.items[i])));
        free(path);
    }
    free_strings(&names);
    for (size_t i = 0; i < run->rules.count; i++)
        find_cases_of_rule(run, run->rules.items[i], &cases);
    return cases;
}

// A flags file holds one flag a line; empty lines and lines that start with # are passed over.
static Strings read_flags(const char *path) {
    Strings flags = {0};
    char *text = read_path(path);
    for (char *at = text; *at;) {
        size_t length = strcspn(at, "\n");
        char *next = at + length + (at[length] ? 1 : 0);
        at[length] = '\0';
        if (*at && *at != '#')
            add_string(&flags, must(strdup(at)));
        at = next;
    }
    free(text);
    return flags;
}

static void start(const Run *run, Case *one) {
    static char scan[] = "scan", no_db[] = "--no-db", quiet[] = "--quiet", dashes[] = "--";
    char *program = must(strdup(run->mapleak));
    char **argv = must(calloc(one->sources.count + run->flags.count + 6, sizeof *argv));
    size_t argc = 0;
    argv[argc++] = program;
    argv[argc++] = scan;
    argv[argc++] = no_db;
    argv[argc++] = quiet;
    for (size_t i = 0; i < one->sources.count; i++)
        argv[argc++] = one->sources.items[i];
    argv[argc++] = dashes;
    for (size_t i = 0; i < run->flags.count; i++)
        argv[argc++] = run->flags.items[i];

    one->out = tmpfile();
    one->err = tmpfile();
    if (!one->out || !one->err)
        die(strerror(errno), "temporary file");
    one->pid = fork();
    if (one->pid < 0)
        die(strerror(errno), "fork");
    if (one->pid == 0) {
        if (dup2(fileno(one->out), STDOUT_FILENO) < 0 ||
            dup2(fileno(one->err), STDERR_FILENO) < 0 || chdir(run->root) != 0)
            _exit(127);
        alarm(CASE_SECONDS);
        execv(program, argv);
        fprintf(stderr, "%s: %s\n", program, strerror(errno));
        _exit(127);
    }
    free(argv);
    free(program);
}

// Makes the paths in FINDINGS relative to CASES_DIR where they lie in it.
static void relate_paths(const Run *run, Findings *findings) {
    size_t length = strlen(run->root);
    for (size_t i = 0; i < findings->count; i++) {
        char *file = findings->items[i].file;
        const char *inside = file;
        if (strncmp(file, run->root, length) == 0 && file[length] == '/')
            inside = file + length + 1;
        else if (strncmp(file, "./", 2) == 0)
            inside = file + 2;
        memmove(file, inside, strlen(inside) + 1);
    }
}

// The name promises what the comments have to hold: a bad case has a fault of its rule, a good one
// has none at all.
static void check_name(const Case *one, const Expectations *expectations, FILE *report) {
    const char *base = strrchr(one->name, '/') + 1;
    size_t rule_length = (size_t)(base - 1 - one->name);
    bool bad = strstr(base, "_bad_") != NULL;
    bool good = strstr(base, "_good_") != NULL;
    size_t own_faults = 0;
    size_t faults = 0;
    for (size_t i = 0; i < expectations->count; i++) {
        const Expectation *each = &expectations->items[i];
        if (each->kind == EXPECT_KNOWN_FALSE)
            continue;
        faults++;
        own_faults +=
            strlen(each->rule) == rule_length && strncmp(each->rule, one->name, rule_length) == 0;
    }
    if (bad == good)
        fprintf(report, "the name holds neither _bad_ nor _good_, or both\n");
    else if (bad && own_faults == 0)
        fprintf(report, "a bad case wants an expect or expect-fn of its own rule\n");
    else if (good && faults > 0)
        fprintf(report, "a good case has an expect or expect-fn\n");
}

static void judge(const Run *run, Case *one, int status) {
    size_t size;
    FILE *report = must(open_memstream(&one->report, &size));
    char *output = read_stream(one->out);
    char *errors = read_stream(one->err);
    Expectations expectations = {0};
    Findings findings = {0};
    bool read_all = true;

    for (size_t i = 0; i < one->files.count; i++) {
        char *path = joined(run->root, one->files.items[i]);
        char *source = read_path(path);
        read_all &=
            expect_read_source(one->files.items[i], source, (const char *const *)run->rules.items,
                               &expectations, report);
        free(source);
        free(path);
    }
    if (read_all)
        check_name(one, &expectations, report);
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
        if (WIFEXITED(status))
            fprintf(report, "mapleak left with status %d\n%s", WEXITSTATUS(status), errors);
        else
            fprintf(report, "mapleak was killed by signal %d\n%s", WTERMSIG(status), errors);
    } else if (expect_read_output(output, &findings, report)) {
        relate_paths(run, &findings);
        if (WEXITSTATUS(status) != (findings.count > 0))
            fprintf(report, "mapleak left with status %d after %zu findings\n", WEXITSTATUS(status),
                    findings.count);
        if (read_all)
            expect_compare(&expectations, &findings, report);
    }
    fclose(report);
    expect_fini(&expectations);
    expect_fini_findings(&findings);
    free(output);
    free(errors);
    fclose(one->out);
    fclose(one->err);
}

static void wait_for_one(const Run *run, Cases *cases) {
    int status;
    pid_t pid = waitpid(-1, &status, 0);
    if (pid < 0)
        die(strerror(errno), "wait");
    for (size_t i = 0; i < cases->count; i++)
        if (cases->items[i].pid == pid) {
            cases->items[i].pid = 0;
            judge(run, &cases->items[i], status);
            return;
        }
}

static void run_all(const Run *run, Cases *cases) {
    size_t running = 0;
    for (size_t i = 0; i < cases->count; i++) {
        if (running == run->jobs) {
            wait_for_one(run, cases);
            running--;
        }
        start(run, &cases->items[i]);
        running++;
    }
    for (; running > 0; running--)
        wait_for_one(run, cases);
}

// Prints a line for each case that failed, its reasons indented below it. Returns how many failed.
static size_t tell(const Cases *cases) {
    size_t failed = 0;
    for (size_t i = 0; i < cases->count; i++) {
        const char *at = cases->items[i].report;
        if (!*at)
            continue;
        failed++;
        printf("FAIL %s\n", cases->items[i].name);
        while (*at) {
            size_t length = strcspn(at, "\n");
            printf("    %.*s\n", (int)length, at);
            at += length + (at[length] ? 1 : 0);
        }
    }
    return failed;
}

static void free_cases(Cases *cases) {
    for (size_t i = 0; i < cases->count; i++) {
        free(cases->items[i].name);
        free(cases->items[i].report);
        free_strings(&cases->items[i].files);
        free_strings(&cases->items[i].sources);
    }
    free(cases->items);
}

_Noreturn static void usage(void) {
    fputs(
        "usage: corpus_runner --mapleak BIN [--flags-file FILE] [--filter GLOB] [-j N] CASES_DIR\n",
        stderr);
    exit(2);
}

static Run read_arguments(int argc, char **argv) {
    Run run = {.jobs = 1};
    for (int i = 1; i < argc; i++) {
        const char **value = NULL;
        const char *jobs = NULL;
        if (strcmp(argv[i], "--mapleak") == 0)
            value = &run.mapleak;
        else if (strcmp(argv[i], "--flags-file") == 0)
            value = &run.flags_file;
        else if (strcmp(argv[i], "--filter") == 0)
            value = &run.filter;
        else if (strcmp(argv[i], "-j") == 0)
            value = &jobs;
        else if (argv[i][0] == '-' || run.cases_dir)
            usage();
        if (!value) {
            run.cases_dir = argv[i];
            continue;
        }
        if (++i == argc)
            usage();
        *value = argv[i];
        if (jobs) {
            char *end;
            unsigned long number = strtoul(jobs, &end, 10);
            if (*end || number < 1 || number > MAX_JOBS)
                usage();
            run.jobs = number;
        }
    }
    if (!run.mapleak || !run.cases_dir)
        usage();
    return run;
}

int main(int argc, char **argv) {
    Run run = read_arguments(argc, argv);
    char *mapleak = realpath(run.mapleak, NULL);
    if (!mapleak)
        die(strerror(errno), run.mapleak);
    run.mapleak = mapleak;
    run.root = realpath(run.cases_dir, NULL);
    if (!run.root)
        die(strerror(errno), run.cases_dir);
    if (run.flags_file)
        run.flags = read_flags(run.flags_file);
    Cases cases = find_cases(&run);
    fflush(NULL);
    run_all(&run, &cases);
    size_t failed = tell(&cases);
    size_t passed = cases.count - failed;
    if (cases.count == 0)
        puts("no case matches");
    printf("%zu passed, %zu failed\n", passed, failed);
    free_cases(&cases);
    free_strings(&run.flags);
    free_strings(&run.rules);
    free(run.root);
    free(mapleak);
    return failed == 0 && passed > 0 ? 0 : 1;
}

// SPDX-License-Identifier: Apache-2.0
//
// Which files are taken for a findings database, and that the others stay as they are.
#include "report_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static Place place;

static int set_up(void **state) {
    UNUSED(state);
    place_make(&place);
    return 0;
}

static int tear_down(void **state) {
    UNUSED(state);
    place_remove(&place);
    return 0;
}

static void make_database(void) {
    Store *s = open_store(&place);
    RunReport r;
    run_report_init(&r);
    make_unit(&r, "a.c");
    make_finding(&r, "a.c", 41, 'a');
    store_and_release(s, &r);
    run_report_fini(&r);
    store_close(s);
}

static void make_directory(void) {
    char dir[96];
    snprintf(dir, sizeof dir, "%s/.mapleak", place.dir);
    assert_int_equal(mkdir(dir, 0777), 0);
}

static void write_file(const char *path, const void *bytes, size_t n) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, n), (ssize_t)n);
    close(fd);
}

static char *read_file(const char *path, size_t *n) {
    struct stat st;
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &st), 0);
    char *bytes = malloc((size_t)st.st_size + 1);
    *n = (size_t)read(fd, bytes, (size_t)st.st_size);
    close(fd);
    return bytes;
}

// Both ways to open refuse the file, with its path and `word` in the message.
static void assert_refused(Status status, const char *word) {
    for (int readonly = 0; readonly < 2; readonly++) {
        Store *s;
        Error err = {0};
        Status got =
            readonly ? store_open_readonly(&s, place.db, &err) : store_open(&s, place.db, &err);
        if (got != status || !strstr(err.text, word) || !strstr(err.text, "/.mapleak"))
            fail_msg("%s: status %d: %s", readonly ? "readonly" : "open", (int)got, err.text);
        assert_null(s);
    }
}

static void assert_refused_untouched(Status status, const char *word) {
    size_t before_size, after_size;
    char *before = read_file(place.db, &before_size);
    assert_refused(status, word);
    char *after = read_file(place.db, &after_size);
    assert_int_equal(before_size, after_size);
    assert_memory_equal(before, after, before_size);
    free(before);
    free(after);
}

static void open_makes_directory_and_tables(void **state) {
    UNUSED(state);
    make_database();
    Store *s = open_store(&place);
    assert_int_equal(ask(s, "SELECT count(*) FROM open_findings"), 1);
    store_close(s);
}

static void an_empty_file_becomes_a_database(void **state) {
    UNUSED(state);
    make_directory();
    write_file(place.db, "", 0);
    make_database();
}

static void readonly_needs_a_database(void **state) {
    UNUSED(state);
    Store *s;
    Error err = {0};
    assert_int_equal(store_open_readonly(&s, place.db, &err), STATUS_ENVIRONMENT);
    assert_non_null(strstr(err.text, "no such database"));
    assert_int_not_equal(access(place.db, F_OK), 0);
    make_directory();
    write_file(place.db, "", 0);
    assert_int_equal(store_open_readonly(&s, place.db, &err), STATUS_ENVIRONMENT);
    assert_non_null(strstr(err.text, "holds no run"));
}

static void text_is_no_database(void **state) {
    UNUSED(state);
    make_directory();
    write_file(place.db, "hello\n", 6);
    assert_refused_untouched(STATUS_ENVIRONMENT, "is not a SQLite database");
    char noise[5000];
    memset(noise, 0xA5, sizeof noise);
    write_file(place.db, noise, sizeof noise);
    assert_refused_untouched(STATUS_ENVIRONMENT, "is not a SQLite database");
}

static void another_programs_database_is_refused(void **state) {
    UNUSED(state);
    make_directory();
    meddle(place.db, "CREATE TABLE mail (id); INSERT INTO mail VALUES (1)");
    assert_refused_untouched(STATUS_ENVIRONMENT, "another program");
    meddle(place.db, "PRAGMA application_id = 17; PRAGMA journal_mode = WAL");
    assert_refused_untouched(STATUS_ENVIRONMENT, "another program");
}

static void a_newer_version_is_refused(void **state) {
    UNUSED(state);
    make_database();
    meddle(place.db, "PRAGMA user_version = 99");
    assert_refused_untouched(STATUS_DAMAGED, "newer mapleak (schema version 99");
}

static void a_cut_database_is_refused(void **state) {
    UNUSED(state);
    make_database();
    assert_int_equal(truncate(place.db, 8192), 0);
    assert_refused_untouched(STATUS_DAMAGED, "damaged");
    assert_int_equal(truncate(place.db, 60), 0);
    assert_refused_untouched(STATUS_ENVIRONMENT, "is not a SQLite database");
}

static void damaged_pages_are_reported_not_crashed_on(void **state) {
    UNUSED(state);
    make_database();
    size_t n;
    char *bytes = read_file(place.db, &n);
    for (size_t at = 100; at < n; at += 4096) {
        char *copy = malloc(n);
        memcpy(copy, bytes, n);
        memset(copy + at, 0x5A, n - at < 600 ? n - at : 600);
        write_file(place.db, copy, n);
        free(copy);
        Store *s;
        Error err = {0};
        StrBuf out = {0};
        Status status = store_open(&s, place.db, &err);
        if (status == STATUS_OK) {
            RunReport r;
            run_report_init(&r);
            make_unit(&r, "a.c");
            make_finding(&r, "a.c", 42, 'a');
            r.root = "/nowhere/project";
            RunMeta meta = {.started = "2024", .arguments = "", .revision = ""};
            status = store_run(s, &r, &meta, NULL, &err);
            run_report_fini(&r);
            if (status == STATUS_OK)
                status = store_query(s, "open-findings", TABLE_TEXT, &out, &err);
            store_close(s);
        }
        if (status != STATUS_OK)
            assert_true(strstr(err.text, place.db) || strstr(err.text, "query"));
        strbuf_fini(&out);
    }
    free(bytes);
}

static void a_database_without_our_tables_says_so(void **state) {
    UNUSED(state);
    make_database();
    meddle(place.db, "DROP TABLE step");
    Store *s = open_store(&place);
    Error err = {0};
    RunReport r;
    run_report_init(&r);
    make_unit(&r, "a.c");
    make_finding(&r, "a.c", 43, 'b');
    RunMeta meta = {.started = "2024", .arguments = "", .revision = ""};
    assert_int_equal(store_run(s, &r, &meta, NULL, &err), STATUS_DAMAGED);
    assert_non_null(strstr(err.text, "no such table: step"));
    run_report_fini(&r);
    store_close(s);
}

// What a version 1 database has is kept, and what it does not know counts as not known.
static void an_older_version_is_brought_up_to_date(void **state) {
    UNUSED(state);
    make_database();
    meddle(place.db, "ALTER TABLE run DROP COLUMN database; PRAGMA user_version = 1");
    Store *s;
    Error err = {0};
    assert_int_equal(store_open_readonly(&s, place.db, &err), STATUS_ENVIRONMENT);
    assert_non_null(strstr(err.text, "older mapleak"));
    s = open_store(&place);
    assert_int_equal(ask(s, "SELECT count(*) FROM run WHERE database IS NULL"), 1);
    RunReport r;
    run_report_init(&r);
    make_unit(&r, "b.c");
    assert_int_equal(store_whole_and_release(s, &r).fixed, 1);
    run_report_fini(&r);
    store_close(s);
}

static void a_planted_trigger_does_not_run(void **state) {
    UNUSED(state);
    make_database();
    meddle(place.db, "CREATE TRIGGER evil AFTER INSERT ON run BEGIN DELETE FROM step; END");
    make_database();
    Store *s = open_store(&place);
    assert_int_equal(ask(s, "SELECT count(*) FROM step"), 2);
    store_close(s);
}

// The view never ends; a run that asks it would not either.
static void a_planted_view_does_not_run(void **state) {
    UNUSED(state);
    make_database();
    meddle(place.db, "PRAGMA legacy_alter_table = ON;"
                     "ALTER TABLE file RENAME TO old_file;"
                     "CREATE VIEW file AS WITH RECURSIVE n(i) AS"
                     " (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                     " SELECT 1 AS id, 1 AS project_id, max(i) || 'x' AS path FROM n");
    Store *s = open_store(&place);
    Error err = {0};
    RunReport r;
    run_report_init(&r);
    make_unit(&r, "b.c");
    RunMeta meta = {.started = "2024", .arguments = "", .revision = ""};
    alarm(20);
    assert_int_equal(store_run(s, &r, &meta, NULL, &err), STATUS_DAMAGED);
    alarm(0);
    assert_non_null(strstr(err.text, "does not have mapleak's tables"));
    run_report_fini(&r);
    store_close(s);
}

static void a_virtual_table_is_refused(void **state) {
    UNUSED(state);
    make_database();
    meddle(place.db, "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('table',"
                     " 'extra', 'extra', 0, 'CREATE VIRTUAL TABLE extra USING fts5(x)')");
    assert_refused_untouched(STATUS_DAMAGED, "virtual table");
}

static void put_number(unsigned char *at, uint32_t n) {
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(n >> (24 - 8 * i));
}

// A journal that makes SQLite roll nothing back and then remove `victim`
// (https://sqlite.org/fileformat2.html#the_rollback_journal).
static void write_journal(const char *journal, const char *victim, uint32_t pages) {
    static const unsigned char magic[8] = {0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7};
    unsigned char bytes[1024] = {0}, *end = bytes + 512;
    size_t n = strlen(victim);
    uint32_t sum = 0;
    memcpy(bytes, magic, sizeof magic);
    put_number(bytes + 12, 1234); // nonce
    put_number(bytes + 16, pages);
    put_number(bytes + 20, 512);  // of a sector
    put_number(bytes + 24, 4096); // of a page
    put_number(end, (1U << 30) / 4096 + 1);
    memcpy(end + 4, victim, n);
    for (size_t i = 0; i < n; i++)
        sum += (unsigned char)victim[i];
    put_number(end + 4 + n, (uint32_t)n);
    put_number(end + 8 + n, sum);
    memcpy(end + 12 + n, magic, sizeof magic);
    write_file(journal, bytes, 512 + 20 + n);
}

static void a_journal_does_not_remove_another_file(void **state) {
    UNUSED(state);
    make_database();
    size_t n;
    free(read_file(place.db, &n));
    char victim[96], journal[128];
    snprintf(victim, sizeof victim, "%s/victim", place.dir);
    snprintf(journal, sizeof journal, "%s-journal", place.db);
    write_file(victim, "keep\n", 5);
    write_journal(journal, victim, (uint32_t)(n / 4096));
    assert_refused_untouched(STATUS_DAMAGED, "-journal: would have another file removed");
    assert_int_equal(access(victim, F_OK), 0);
    assert_int_equal(unlink(journal), 0);
    make_database();
}

static void what_stands_beside_the_database_is_a_file(void **state) {
    UNUSED(state);
    static const char *const suffixes[] = {"-journal", "-wal", "-shm"};
    make_database();
    for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
        char path[128], victim[96];
        snprintf(path, sizeof path, "%s%s", place.db, suffixes[i]);
        snprintf(victim, sizeof victim, "%s/victim", place.dir);
        (void)unlink(path);
        assert_int_equal(mkfifo(path, 0666), 0);
        alarm(20);
        assert_refused_untouched(STATUS_ENVIRONMENT, "is not a regular file");
        alarm(0);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(symlink(victim, path), 0);
        assert_refused_untouched(STATUS_ENVIRONMENT, "is not a regular file");
        assert_int_not_equal(access(victim, F_OK), 0);
        assert_int_equal(unlink(path), 0);
    }
    make_database();
}

static void a_link_elsewhere_is_refused(void **state) {
    UNUSED(state);
    char target[96], dir[96];
    snprintf(target, sizeof target, "%s/elsewhere", place.dir);
    snprintf(dir, sizeof dir, "%s/.mapleak", place.dir);
    assert_int_equal(mkdir(target, 0777), 0);
    assert_int_equal(symlink(target, dir), 0);
    Store *s;
    Error err = {0};
    assert_int_equal(store_open(&s, place.db, &err), STATUS_ENVIRONMENT);
    assert_non_null(strstr(err.text, "symbolic link"));
    assert_int_equal(store_open_readonly(&s, place.db, &err), STATUS_ENVIRONMENT);
    assert_non_null(strstr(err.text, "symbolic link"));

    assert_int_equal(unlink(dir), 0);
    make_directory();
    snprintf(target, sizeof target, "%s/elsewhere/victim", place.dir);
    assert_int_equal(symlink(target, place.db), 0);
    assert_refused(STATUS_ENVIRONMENT, "not a regular file");
    assert_int_not_equal(access(target, F_OK), 0);
}

static void a_project_under_a_link_works(void **state) {
    UNUSED(state);
    char link[72];
    Place through = place;
    snprintf(link, sizeof link, "%s-link", place.dir);
    assert_int_equal(symlink(place.dir, link), 0);
    snprintf(through.db, sizeof through.db, "%s/.mapleak/findings.db", link);
    Store *s = open_store(&through);
    store_close(s);
    assert_int_equal(unlink(link), 0);
    make_database();
}

static void neither_fifo_nor_directory_is_waited_for(void **state) {
    UNUSED(state);
    make_directory();
    assert_int_equal(mkfifo(place.db, 0666), 0);
    assert_refused(STATUS_ENVIRONMENT, "not a regular file");
    assert_int_equal(unlink(place.db), 0);
    assert_int_equal(mkdir(place.db, 0777), 0);
    assert_refused(STATUS_ENVIRONMENT, "not a regular file");
}

static void a_parent_that_is_missing_twice_is_an_error(void **state) {
    UNUSED(state);
    char path[96];
    Store *s;
    Error err = {0};
    snprintf(path, sizeof path, "%s/no/.mapleak/findings.db", place.dir);
    assert_int_equal(store_open(&s, path, &err), STATUS_ENVIRONMENT);
    assert_non_null(strstr(err.text, "cannot make the directory"));
}

static void a_readonly_store_writes_nothing(void **state) {
    UNUSED(state);
    make_database();
    size_t before_size, after_size;
    char *before = read_file(place.db, &before_size);
    Store *s;
    Error err = {0};
    assert_int_equal(store_open_readonly(&s, place.db, &err), STATUS_OK);
    assert_int_equal(ask(s, "SELECT count(*) FROM open_findings"), 1);
    store_close(s);
    char *after = read_file(place.db, &after_size);
    assert_int_equal(before_size, after_size);
    assert_memory_equal(before, after, before_size);
    free(before);
    free(after);
}

static void a_directory_without_write_permission_can_be_read(void **state) {
    UNUSED(state);
    make_database();
    char dir[96];
    snprintf(dir, sizeof dir, "%s/.mapleak", place.dir);
    assert_int_equal(chmod(place.dir, 0755), 0);
    assert_int_equal(chmod(dir, 0555), 0);
    pid_t child = fork();
    if (child == 0) {
        Store *s;
        Error err = {0};
        if (geteuid() == 0 && setuid(65534) != 0)
            _exit(2);
        if (store_open_readonly(&s, place.db, &err) != STATUS_OK) {
            fprintf(stderr, "%s\n", err.text);
            _exit(1);
        }
        bool right = ask(s, "SELECT count(*) FROM open_findings") == 1;
        store_close(s);
        _exit(right ? 0 : 3);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(chmod(dir, 0755), 0);
    assert_int_equal(WEXITSTATUS(status), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(open_makes_directory_and_tables),
        TEST(an_empty_file_becomes_a_database),
        TEST(readonly_needs_a_database),
        TEST(text_is_no_database),
        TEST(another_programs_database_is_refused),
        TEST(a_newer_version_is_refused),
        TEST(a_cut_database_is_refused),
        TEST(damaged_pages_are_reported_not_crashed_on),
        TEST(a_database_without_our_tables_says_so),
        TEST(an_older_version_is_brought_up_to_date),
        TEST(a_planted_trigger_does_not_run),
        TEST(a_planted_view_does_not_run),
        TEST(a_virtual_table_is_refused),
        TEST(a_journal_does_not_remove_another_file),
        TEST(what_stands_beside_the_database_is_a_file),
        TEST(a_link_elsewhere_is_refused),
        TEST(a_project_under_a_link_works),
        TEST(neither_fifo_nor_directory_is_waited_for),
        TEST(a_parent_that_is_missing_twice_is_an_error),
        TEST(a_readonly_store_writes_nothing),
        TEST(a_directory_without_write_permission_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

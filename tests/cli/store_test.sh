# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# What scan stores, and what query may ask.
. "$(dirname "$0")/lib.sh"

scan_leak() {
    write_table
    write_leak leak.c
    check 1 scan leak.c --
    [ -f .mapleak/findings.db ] || fail "no database was written"
}

test_query_lists_the_saved_queries() {
    check 0 query
    for name in open-findings fixed-findings growth-suspects maps runs failed-units; do
        has out "$name "
    done
    lacks out SPDX
    has out "maps              Which maps are there, and what bounds each"
}

test_query_runs_a_saved_query() {
    scan_leak
    check 0 query open-findings
    has out "map-leak"
    has out "leak.c"
    check 2 query no-such-query
    has err "no saved query is called no-such-query"
}

test_every_saved_query_runs() {
    scan_leak
    check 0 query
    cut -d' ' -f1 out >names
    while read -r name; do
        check 0 query "$name"
        check 0 query --format json "$name"
    done <names
}

test_query_runs_sql_as_csv_and_json() {
    scan_leak
    sql="SELECT rule, status FROM finding"
    check 0 query "$sql"
    has out "map-leak  new"
    check 0 query --format csv "$sql"
    printf 'rule,status\r\nmap-leak,new\r\n' >wanted
    same wanted out
    check 0 query --format json "$sql"
    printf '[\n  {"rule": "map-leak", "status": "new"}\n]\n' >wanted
    same wanted out
    check 2 query --format xml "$sql"
    has err "--format is table, csv or json"
}

test_query_only_reads() {
    scan_leak
    cp .mapleak/findings.db before.db
    for sql in "DELETE FROM finding" "UPDATE run SET seconds = 0" "DROP TABLE finding" \
        "INSERT INTO project VALUES (9, '/', '')" "CREATE TABLE t (x)" "CREATE TEMP TABLE t (x)" \
        "ATTACH 'other.db' AS other" "PRAGMA journal_mode = DELETE" "PRAGMA writable_schema = 1" \
        "VACUUM INTO 'copy.db'" "SELECT load_extension('x')"; do
        check 2 query "$sql"
        has err "mapleak: "
    done
    check 2 query "SELECT 1; DELETE FROM finding"
    check 2 query "SELECT 1" "SELECT 2"
    check 2 query "SELEC 1"
    same before.db .mapleak/findings.db
    [ ! -e other.db ] && [ ! -e copy.db ] || fail "a query wrote a file"
}

test_query_without_a_database_gives_2() {
    check 2 query open-findings
    has err "no such database; run mapleak scan first"
    [ ! -e .mapleak ] || fail "query made a database"
    echo 'not a database' >text.db
    check 2 query --db text.db runs
    check 2 query --db . runs
}

test_a_second_run_stores_history() {
    scan_leak
    check 1 scan leak.c --
    check 0 query --format csv "SELECT status FROM finding"
    has out unchanged
    write_clean leak.c leak
    check 0 scan leak.c --
    check 0 query --format csv "SELECT status, first_run, fixed_run FROM finding"
    has out "fixed,1,3"
    check 0 query --format csv open-findings
    lacks out map-leak
    check 0 query --format csv fixed-findings
    has out map-leak
    write_leak leak.c leak
    check 1 scan leak.c --
    check 0 query --format csv "SELECT status FROM finding"
    has out reopened
}

test_a_finding_that_moves_stays_the_same() {
    scan_leak
    { echo; echo '/* one more line */'; cat leak.c; } >moved.c
    mv moved.c leak.c
    check 1 scan leak.c --
    has out "leak.c:5:16:"
    check 0 query --format csv "SELECT status, count(*) FROM finding"
    has out "unchanged,1"
}

open_paths() {
    check 0 query --format csv "SELECT path FROM open_findings ORDER BY path"
}

test_a_unit_that_left_the_database_closes_its_findings() {
    write_table
    write_leak a.c a
    write_leak b.c b
    write_database a.c b.c
    check 1 scan
    write_database b.c
    check 1 scan
    printf 'path\r\nb.c\r\n' >wanted
    open_paths
    same wanted out
    check 0 query --format csv "SELECT whole, fixed FROM run"
    printf 'whole,fixed\r\n1,0\r\n1,1\r\n' >wanted
    same wanted out
}

test_a_unit_that_was_deleted_closes_its_findings() {
    write_table
    mkdir src
    mv table.h src
    write_leak src/a.c a
    write_leak src/b.c b
    check 1 scan . -- -Isrc
    rm src/a.c
    check 1 scan src --
    printf 'path\r\nsrc/b.c\r\n' >wanted
    open_paths
    same wanted out
}

test_a_scan_of_some_files_closes_nothing_of_others() {
    write_table
    write_leak a.c a
    write_leak b.c b
    write_leak c.c c
    write_database a.c b.c c.c
    check 1 scan
    write_clean b.c b
    rm c.c
    check 0 scan b.c
    printf 'path\r\na.c\r\nc.c\r\n' >wanted
    open_paths
    same wanted out
    check 0 query --format csv "SELECT whole, fixed FROM run ORDER BY id DESC LIMIT 1"
    has out "0,1"
}

test_a_scan_of_another_database_closes_nothing_of_the_first() {
    write_table
    write_leak a.c a
    write_leak b.c b
    mkdir one two
    write_database a.c
    mv compile_commands.json one
    write_database b.c
    mv compile_commands.json two
    check 1 scan -p one
    check 1 scan -p two
    printf 'path\r\na.c\r\nb.c\r\n' >wanted
    open_paths
    same wanted out
}

# The header's finding is a.c's: b.c was not asked what stands there.
test_a_finding_in_a_header_is_closed_with_its_unit() {
    write_table
    write_leak leak.h leak
    sed -i 's/^int/static inline int/' leak.h
    for unit in a b; do
        printf '#include "leak.h"\nint %s(void) { return leak("%s"); }\n' $unit $unit >$unit.c
    done
    echo 'int c(void) { return 0; }' >c.c
    write_database a.c b.c c.c
    check 1 scan
    check 0 query --format csv "SELECT f.path FROM finding n JOIN unit u ON u.id = n.unit_id JOIN file f ON f.id = u.file_id"
    printf 'path\r\na.c\r\n' >wanted
    same wanted out
    write_clean leak.h leak
    sed -i 's/^int/static inline int/' leak.h
    check 0 scan b.c c.c
    open_paths
    has out leak.h
    check 0 scan a.c
    open_paths
    lacks out leak.h
}

test_a_function_that_does_not_parse_keeps_its_findings() {
    scan_leak
    sed -i 's/    return 0;/    return undeclared;/' leak.c
    check 0 scan leak.c --
    has err "1 unreliable"
    open_paths
    has out leak.c
    write_clean leak.c leak
    check 0 scan leak.c --
    open_paths
    lacks out leak.c
}

# What stood in the unit may be behind the header that is not found.
test_a_unit_that_was_not_read_as_a_whole_keeps_its_findings() {
    scan_leak
    mv leak.c body.c
    printf '#include "gone.h"\n#ifdef GONE_H\n#include "body.c"\n#endif\n' >leak.c
    check 3 scan leak.c --
    open_paths
    has out leak.c
    check 0 query failed-units
    has out "'gone.h' file not found"
    write_clean leak.c leak
    check 0 scan leak.c --
    open_paths
    lacks out leak.c
}

test_db_names_the_database_and_no_db_writes_none() {
    write_table
    write_leak leak.c
    check 1 scan --no-db leak.c --
    [ ! -e .mapleak ] || fail "--no-db wrote a database"
    check 1 scan --db here.db leak.c --
    [ ! -e .mapleak ] || fail "--db wrote the default database"
    check 0 query --db here.db open-findings
    has out map-leak
}

test_an_empty_name_of_a_database_gives_2() {
    write_table
    write_leak leak.c
    check 2 scan --db '' leak.c --
    has err "--db takes the name of a file"
    is_empty out
    check 2 query --db '' runs
    has err "--db takes the name of a file"
}

test_a_database_that_cannot_be_written_gives_2() {
    write_table
    write_leak leak.c
    echo 'not a database' >text.db
    cp text.db before.db
    check 2 scan --db text.db leak.c --
    has out "map-leak"
    has err text.db
    same before.db text.db
}

run_test

// SPDX-License-Identifier: Apache-2.0
//
// Decides how rows look. As text: columns aligned, numbers to the right, too wide ones cut so that
// the table fits its width; whatever could drive a terminal is escaped. As CSV: RFC 4180, the bytes
// as they are. As JSON: an array of objects, always valid UTF-8.
//
// A text table is measured before it is printed, so its cells are kept; the other two forms are
// written row by row.
#include "table.h"

#include "text/display.h"

#include <math.h>

enum { COLUMN_MIN = 8 }; // a column is not cut below this

typedef struct {
    size_t start;
    uint32_t length;
    bool number;
} Cell;

typedef struct {
    uint32_t width;
    bool number; // all values are
} Column;

typedef struct {
    int columns;
    StrBuf bytes;
    VEC(Cell) cells; // row after row, the names first
    Column *column;
} Table;

static void add_hex(StrBuf *out, const unsigned char *bytes, size_t n) {
    for (size_t i = 0; i < n; i++)
        strbuf_printf(out, "%02x", bytes[i]);
}

// The value as text, a blob as hexadecimal digits, NULL as nothing.
static void add_value(StrBuf *out, sqlite3_stmt *stmt, int column) {
    if (sqlite3_column_type(stmt, column) == SQLITE_BLOB) {
        const unsigned char *blob = sqlite3_column_blob(stmt, column);
        add_hex(out, blob, (size_t)sqlite3_column_bytes(stmt, column));
        return;
    }
    const unsigned char *text = sqlite3_column_text(stmt, column);
    if (text)
        strbuf_add(out, (const char *)text, (size_t)sqlite3_column_bytes(stmt, column));
}

// ---- Text ----

static void keep_cell(Table *t, int column, size_t start, bool number) {
    const char *s = t->bytes.s ? t->bytes.s + start : "";
    size_t n = t->bytes.len - start;
    BUG_ON(n > UINT32_MAX);
    StrBuf shown = {0};
    display_add_cell(&shown, s, n, 0, 0);
    uint32_t width = display_width(strbuf_text(&shown), shown.len);
    strbuf_fini(&shown);
    if (width > t->column[column].width)
        t->column[column].width = width;
    vec_push(&t->cells, (Cell){start, (uint32_t)n, number});
}

static void keep_names(Table *t, sqlite3_stmt *stmt) {
    for (int i = 0; i < t->columns; i++) {
        size_t start = t->bytes.len;
        const char *name = sqlite3_column_name(stmt, i);
        strbuf_adds(&t->bytes, name ? name : "");
        keep_cell(t, i, start, false);
        t->column[i].number = true;
    }
}

static void keep_row(Table *t, sqlite3_stmt *stmt) {
    for (int i = 0; i < t->columns; i++) {
        int type = sqlite3_column_type(stmt, i);
        bool number = type == SQLITE_INTEGER || type == SQLITE_FLOAT;
        if (!number && type != SQLITE_NULL)
            t->column[i].number = false;
        size_t start = t->bytes.len;
        add_value(&t->bytes, stmt, i);
        keep_cell(t, i, start, number);
    }
}

// Takes columns off the widest one, again and again, until the table fits or nothing can be cut.
static void fit(Table *t, uint32_t width) {
    uint64_t total = 2 * ((uint64_t)t->columns - 1);
    for (int i = 0; i < t->columns; i++) {
        if (t->column[i].width > width)
            t->column[i].width = width > COLUMN_MIN ? width : COLUMN_MIN;
        total += t->column[i].width;
    }
    while (total > width) {
        Column *widest = &t->column[0];
        for (int i = 1; i < t->columns; i++)
            if (t->column[i].width >= widest->width)
                widest = &t->column[i];
        if (widest->width <= COLUMN_MIN)
            return;
        widest->width--;
        total--;
    }
}

static void trim_end(StrBuf *out) {
    while (out->len && out->s[out->len - 1] == ' ')
        out->s[--out->len] = '\0';
}

static void print_cell(StrBuf *out, const Table *t, const Cell *cell, const Column *column) {
    const char *s = cell->length ? t->bytes.s + cell->start : "";
    if (!column->number) {
        display_add_cell(out, s, cell->length, column->width, column->width);
        return;
    }
    StrBuf shown = {0};
    display_add_cell(&shown, s, cell->length, column->width, 0);
    uint32_t width = display_width(strbuf_text(&shown), shown.len);
    for (; width < column->width; width++)
        strbuf_addc(out, ' ');
    strbuf_add(out, strbuf_text(&shown), shown.len);
    strbuf_fini(&shown);
}

static void print_rule(StrBuf *out, const Table *t) {
    for (int i = 0; i < t->columns; i++) {
        strbuf_adds(out, i ? "  " : "");
        for (uint32_t n = 0; n < t->column[i].width; n++)
            strbuf_addc(out, '-');
    }
    strbuf_addc(out, '\n');
}

static void print_table(StrBuf *out, const Table *t) {
    uint32_t columns = (uint32_t)t->columns;
    for (uint32_t i = 0; i < t->cells.len; i++) {
        uint32_t column = i % columns;
        strbuf_adds(out, column ? "  " : "");
        print_cell(out, t, &t->cells.data[i], &t->column[column]);
        if (column + 1 < columns)
            continue;
        trim_end(out);
        strbuf_addc(out, '\n');
        if (i + 1 == columns)
            print_rule(out, t);
    }
}

static int print_text(sqlite3_stmt *stmt, uint32_t width, StrBuf *out) {
    Table t = {.columns = sqlite3_column_count(stmt)};
    t.column = base_malloc((size_t)t.columns * sizeof *t.column, "a table");
    memset(t.column, 0, (size_t)t.columns * sizeof *t.column);
    keep_names(&t, stmt);
    int rc;
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        keep_row(&t, stmt);
        if (t.bytes.len > TABLE_BYTES_MAX) {
            rc = SQLITE_TOOBIG;
            break;
        }
    }
    if (rc == SQLITE_DONE) {
        if (width)
            fit(&t, width);
        print_table(out, &t);
    }
    strbuf_fini(&t.bytes);
    vec_fini(&t.cells);
    free(t.column);
    return rc;
}

// ---- CSV ----

static void add_csv(StrBuf *out, const char *s, size_t n) {
    bool plain = true;
    for (size_t i = 0; plain && i < n; i++)
        plain = s[i] != ',' && s[i] != '"' && s[i] != '\r' && s[i] != '\n';
    if (plain) {
        strbuf_add(out, s, n);
        return;
    }
    strbuf_addc(out, '"');
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '"')
            strbuf_addc(out, '"');
        strbuf_addc(out, s[i]);
    }
    strbuf_addc(out, '"');
}

static int print_csv(sqlite3_stmt *stmt, StrBuf *out, size_t limit) {
    int columns = sqlite3_column_count(stmt), rc;
    for (int i = 0; i < columns; i++) {
        const char *name = sqlite3_column_name(stmt, i);
        strbuf_adds(out, i ? "," : "");
        add_csv(out, name ? name : "", name ? strlen(name) : 0);
    }
    strbuf_adds(out, "\r\n");
    StrBuf value = {0};
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW && out->len < limit) {
        for (int i = 0; i < columns; i++) {
            strbuf_clear(&value);
            add_value(&value, stmt, i);
            strbuf_adds(out, i ? "," : "");
            add_csv(out, strbuf_text(&value), value.len);
        }
        strbuf_adds(out, "\r\n");
    }
    strbuf_fini(&value);
    return rc == SQLITE_ROW ? SQLITE_TOOBIG : rc;
}

// ---- JSON ----

// U+200B to U+200F, U+2028 to U+202E, U+2060 to U+206F: invisible, or turning the text around.
static bool is_invisible(const unsigned char *u, size_t n) {
    if (n != 3 || u[0] != 0xE2)
        return false;
    return (u[1] == 0x80 && ((u[2] >= 0x8B && u[2] <= 0x8F) || (u[2] >= 0xA8 && u[2] <= 0xAE))) ||
           (u[1] == 0x81 && u[2] >= 0xA0 && u[2] <= 0xAF);
}

// Escapes what JSON asks for, and the C1 and bidirectional controls that could mislead a reader.
static void add_json_char(StrBuf *out, const char *s, size_t n) {
    const unsigned char *u = (const unsigned char *)s;
    if (n == 1 && (*u == '"' || *u == '\\'))
        strbuf_printf(out, "\\%c", *u);
    else if (n == 1 && *u >= 0x80)
        strbuf_adds(out, "\\ufffd");
    else if (n == 1 && (*u < 0x20 || *u == 0x7F))
        strbuf_printf(out, "\\u%04x", *u);
    else if (n == 2 && u[0] == 0xC2 && u[1] < 0xA0)
        strbuf_printf(out, "\\u%04x", u[1]);
    else if (is_invisible(u, n))
        strbuf_printf(out, "\\u%04x", 0x2000u | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu));
    else
        strbuf_add(out, s, n);
}

static void add_json_text(StrBuf *out, const char *s, size_t n) {
    strbuf_addc(out, '"');
    for (size_t i = 0; i < n;) {
        size_t length = display_char(s + i, n - i);
        add_json_char(out, s + i, length);
        i += length;
    }
    strbuf_addc(out, '"');
}

static void add_json_value(StrBuf *out, sqlite3_stmt *stmt, int column, StrBuf *scratch) {
    int type = sqlite3_column_type(stmt, column);
    if (type == SQLITE_NULL ||
        (type == SQLITE_FLOAT && !isfinite(sqlite3_column_double(stmt, column)))) {
        strbuf_adds(out, "null");
        return;
    }
    strbuf_clear(scratch);
    add_value(scratch, stmt, column);
    if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
        strbuf_add(out, strbuf_text(scratch), scratch->len);
    else
        add_json_text(out, strbuf_text(scratch), scratch->len);
}

static int print_json(sqlite3_stmt *stmt, StrBuf *out, size_t limit) {
    int columns = sqlite3_column_count(stmt), rc;
    StrBuf scratch = {0};
    const char *before = "[";
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW && out->len < limit) {
        strbuf_printf(out, "%s\n  {", before);
        before = ",";
        for (int i = 0; i < columns; i++) {
            const char *name = sqlite3_column_name(stmt, i);
            strbuf_adds(out, i ? ", " : "");
            add_json_text(out, name ? name : "", name ? strlen(name) : 0);
            strbuf_adds(out, ": ");
            add_json_value(out, stmt, i, &scratch);
        }
        strbuf_addc(out, '}');
    }
    strbuf_adds(out, *before == '[' ? "[]\n" : "\n]\n");
    strbuf_fini(&scratch);
    return rc == SQLITE_ROW ? SQLITE_TOOBIG : rc;
}

int table_print(sqlite3_stmt *stmt, TableFormat format, uint32_t width, StrBuf *out) {
    size_t before = out->len, limit = before + TABLE_BYTES_MAX;
    int rc = format == TABLE_TEXT  ? print_text(stmt, width, out)
             : format == TABLE_CSV ? print_csv(stmt, out, limit)
                                   : print_json(stmt, out, limit);
    if (rc == SQLITE_DONE)
        return SQLITE_OK;
    out->len = before;
    if (out->s)
        out->s[before] = '\0';
    return rc;
}

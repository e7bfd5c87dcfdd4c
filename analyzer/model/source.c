// SPDX-License-Identifier: Apache-2.0
#include "source.h"

enum { QUOTED_MAX = 60 };

Status source_error(const Source *src, const Path *path, Error *err, const char *fmt, ...) {
    StrBuf text = {0};
    strbuf_add_escaped(&text, src->name, strlen(src->name));
    strbuf_printf(&text, ":%u: ", locate(src->text, src->n, path));
    char message[ERROR_TEXT_BYTES];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    strbuf_adds(&text, message);
    error_set(err, STATUS_USAGE, "%s", strbuf_text(&text));
    strbuf_fini(&text);
    return STATUS_USAGE;
}

void source_add_quoted(StrBuf *b, const char *word) {
    size_t n = strlen(word);
    strbuf_addc(b, '\'');
    strbuf_add_escaped(b, word, n > QUOTED_MAX ? QUOTED_MAX : n);
    strbuf_adds(b, n > QUOTED_MAX ? "...'" : "'");
}

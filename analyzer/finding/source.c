// SPDX-License-Identifier: Apache-2.0
//
// Reads source files for people: the line under a message, the line a fingerprint is made of, the
// comments that may suppress it. The tree under analysis is not trusted, so a file is opened
// without waiting, must be regular, and has a largest size.
//
// A line ends with "\n", "\r\n" or "\r" alone, which is how clang counts lines.
#include "source.h"

#include "scan.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void source_cache_init(SourceCache *cache) {
    memset(cache, 0, sizeof *cache);
    interner_init(&cache->paths);
}

static void source_free(SourceFile *file) {
    if (!file)
        return;
    free(file->text);
    vec_fini(&file->lines);
    vec_fini(&file->comments);
    free(file);
}

void source_cache_fini(SourceCache *cache) {
    vec_each (SourceFile *, file, &cache->files)
        source_free(*file);
    vec_fini(&cache->files);
    interner_fini(&cache->paths);
}

// Reads what is there of `size` bytes; a file that shrinks meanwhile gives what it has.
static void read_all(SourceFile *file, int fd, size_t size) {
    char *text = base_malloc(size + 1, "a source file");
    size_t have = 0;
    while (have < size) {
        ssize_t n = read(fd, text + have, size - have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        have += (size_t)n;
    }
    text[have] = '\0';
    file->text = text;
    file->size = (uint32_t)have;
}

static void split_lines(SourceFile *file) {
    uint32_t start = 0;
    for (uint32_t i = 0; i < file->size; i++) {
        char c = file->text[i];
        if (c != '\n' && c != '\r')
            continue;
        vec_push(&file->lines, (SourceLine){start, i - start});
        if (c == '\r' && file->text[i + 1] == '\n')
            i++;
        start = i + 1;
    }
    vec_push(&file->lines, (SourceLine){start, file->size - start});
}

static SourceFile *source_read(const char *path) {
    SourceFile *file = base_malloc(sizeof *file, "a source file");
    memset(file, 0, sizeof *file);
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return file;
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= SOURCE_BYTES_MAX) {
        read_all(file, fd, (size_t)st.st_size);
        split_lines(file);
    }
    close(fd);
    return file;
}

SourceFile *source_find(SourceCache *cache, const char *path) {
    if (!path || !path[0])
        return NULL;
    uint32_t id = intern(&cache->paths, path).v;
    if (id >= cache->files.len)
        (void)vec_push_zero(&cache->files, id + 1 - cache->files.len);
    SourceFile **slot = &cache->files.data[id];
    if (!*slot)
        *slot = source_read(path);
    return (*slot)->text ? *slot : NULL;
}

const SourceLine *source_line(const SourceFile *file, uint32_t line) {
    if (line == 0 || line > file->lines.len)
        return NULL;
    return &file->lines.data[line - 1];
}

uint32_t source_line_of(const SourceFile *file, uint32_t at) {
    uint32_t low = 0, high = file->lines.len;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (file->lines.data[middle].start <= at)
            low = middle;
        else
            high = middle;
    }
    return low + 1;
}

void source_comments(SourceFile *file) {
    if (file->scanned)
        return;
    file->scanned = true;
    Scanner s = {file->text, file->size, 0};
    for (Token t = scan_next(&s); t.kind != TOKEN_END; t = scan_next(&s))
        if (t.kind == TOKEN_COMMENT)
            vec_push(&file->comments, (SourceComment){(uint32_t)t.start, (uint32_t)t.end});
}

bool source_in_comment(const SourceFile *file, uint32_t at) {
    uint32_t low = 0, high = file->comments.len; // the first comment that ends behind `at`
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (file->comments.data[middle].end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < file->comments.len && file->comments.data[low].start < at;
}

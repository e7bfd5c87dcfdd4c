// SPDX-License-Identifier: Apache-2.0
//
// Unit files on disk. What they hold is in unit_encode.c and unit_decode.c.
#include "unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static Status fail(Error *err, const char *what, const char *path) {
    return error_set(err, STATUS_ENVIRONMENT, "cannot %s %s: %s", what, path, strerror(errno));
}

static bool write_all(int fd, const char *s, size_t n) {
    while (n) {
        ssize_t done = write(fd, s, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        s += done;
        n -= (size_t)done;
    }
    return true;
}

// mkstemp makes a file that only we may read; a cache is shared.
static bool fill(int fd, const StrBuf *bytes) {
    bool ok = write_all(fd, strbuf_text(bytes), bytes->len) && fchmod(fd, 0644) == 0;
    int why = errno;
    if (close(fd) != 0 && ok)
        return false;
    errno = why;
    return ok;
}

static Status write_bytes(const StrBuf *bytes, const char *path, Error *err) {
    StrBuf temporary = {0};
    strbuf_printf(&temporary, "%s.XXXXXX", path);
    Status status = STATUS_OK;
    int fd = mkstemp(temporary.s);
    if (fd < 0) {
        status = fail(err, "create", temporary.s);
    } else if (!fill(fd, bytes) || rename(temporary.s, path) != 0) {
        status = fail(err, "write", path);
        unlink(temporary.s);
    }
    strbuf_fini(&temporary);
    return status;
}

Status unit_file_write(const IrModule *m, const char *path, const char *producer, Error *err) {
    StrBuf bytes = {0};
    unit_file_encode(&bytes, m, producer);
    Status status = write_bytes(&bytes, path, err);
    strbuf_fini(&bytes);
    return status;
}

// The file is read, not mapped: somebody may cut it while we look at it.
static bool read_all(int fd, StrBuf *out) {
    static const size_t piece = 64 * 1024;
    char *buffer = base_malloc(piece, "unit file");
    ssize_t n;
    while ((n = read(fd, buffer, piece)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        strbuf_add(out, buffer, (size_t)n);
    }
    free(buffer);
    return n == 0;
}

static Status read_bytes(StrBuf *bytes, const char *path, Error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return fail(err, "open", path);
    struct stat st;
    Status status = STATUS_OK;
    if (fstat(fd, &st) != 0)
        status = fail(err, "read", path);
    else if (!S_ISREG(st.st_mode))
        status = error_set(err, STATUS_ENVIRONMENT, "%s is no regular file", path);
    else if (!read_all(fd, bytes))
        status = fail(err, "read", path);
    close(fd);
    return status;
}

Status unit_file_read(IrModule *m, const char *path, const char *producer, Error *err) {
    StrBuf bytes = {0};
    Status status = read_bytes(&bytes, path, err);
    if (status == STATUS_OK)
        status = unit_file_decode(m, path, strbuf_text(&bytes), bytes.len, producer, err);
    strbuf_fini(&bytes);
    return status;
}

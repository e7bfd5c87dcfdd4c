// SPDX-License-Identifier: Apache-2.0
#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

// Appends the parts of `path` to the normalised out[0 … n), which starts with a slash or is empty;
// the new length.
static size_t append_parts(char *out, size_t n, const char *path) {
    while (*path) {
        size_t len = strcspn(path, "/");
        if (len == 2 && path[0] == '.' && path[1] == '.') {
            while (n > 0 && out[--n] != '/')
                ;
        } else if (len > 0 && !(len == 1 && path[0] == '.')) {
            out[n++] = '/';
            memcpy(out + n, path, len);
            n += len;
        }
        path += len + (path[len] == '/');
    }
    return n;
}

char *path_absolute(Arena *a, const char *base, const char *path) {
    size_t room = strlen(path) + 3;
    if (path[0] != '/')
        room += strlen(base) + 1;
    char *out = arena_alloc(a, room);
    size_t n = 0;
    if (path[0] != '/')
        n = append_parts(out, n, base);
    n = append_parts(out, n, path);
    if (n == 0)
        out[n++] = '/';
    out[n] = '\0';
    return out;
}

char *path_folder(Arena *a, const char *path) {
    const char *name = path_name(path);
    size_t n = (size_t)(name - path);
    return arena_strndup(a, path, n > 1 ? n - 1 : n);
}

const char *path_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *path_suffix(const char *path) {
    const char *name = path_name(path);
    const char *dot = strrchr(name, '.');
    return dot && dot != name ? dot : "";
}

const char *path_below(const char *path, const char *folder) {
    size_t n = strlen(folder);
    if (n == 1)
        return path + 1;
    if (strncmp(path, folder, n) != 0 || (path[n] != '/' && path[n] != '\0'))
        return NULL;
    return path + n + (path[n] == '/');
}

bool path_is_below(const char *path, const char *folder) {
    return path_below(path, folder) != NULL;
}

static Status read_all(int fd, const char *path, size_t limit, StrBuf *out, Error *err) {
    char buffer[64 * 1024];
    for (;;) {
        ssize_t n = read(fd, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_set(err, STATUS_ENVIRONMENT, "%s: %s", path, strerror(errno));
        if (n == 0)
            return STATUS_OK;
        if ((size_t)n > limit - out->len)
            return error_set(err, STATUS_ENVIRONMENT, "%s: larger than %zu bytes", path, limit);
        strbuf_add(out, buffer, (size_t)n);
    }
}

Status path_read_file(const char *path, size_t limit, StrBuf *out, Error *err) {
    strbuf_clear(out);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return error_set(err, STATUS_ENVIRONMENT, "%s: %s", path, strerror(errno));
    struct stat st;
    Status status;
    if (fstat(fd, &st) != 0)
        status = error_set(err, STATUS_ENVIRONMENT, "%s: %s", path, strerror(errno));
    else if (!S_ISREG(st.st_mode))
        status = error_set(err, STATUS_ENVIRONMENT, "%s: not a regular file", path);
    else
        status = read_all(fd, path, limit, out, err);
    close(fd);
    return status;
}

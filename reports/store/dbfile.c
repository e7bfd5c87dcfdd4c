// SPDX-License-Identifier: Apache-2.0
//
// Decides whether a file may be handed to SQLite at all. The tree under analysis is not trusted:
// its .mapleak may be a link to somewhere else, its findings.db a FIFO, another program's database
// or noise. None of these is opened for writing, so none is changed.
//
// The header (https://sqlite.org/fileformat2.html#the_database_header) is enough: the magic, the
// page size, the application id that migrate.c sets together with the tables before it turns the
// write-ahead log on, and the number of pages, which a cut file lacks.
//
// The files that SQLite keeps beside a database are looked at, too: it opens them without asking
// what they are, and a rollback journal may end in the name of a super-journal, any file, which
// SQLite removes when it has rolled back. mapleak writes one database at a time, so no journal of
// its own has such an end: name, length, checksum and the bytes that begin a journal.
#include "dbfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEADER_BYTES = 100,
    OFFSET_PAGE_SIZE = 16,
    OFFSET_CHANGES = 24,
    OFFSET_PAGES = 28,
    OFFSET_APPLICATION_ID = 68,
    OFFSET_PAGES_VALID_FOR = 92,
};

static const unsigned char journal_magic[] = {0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7};

// The directory of `path`, "." when it names none. The caller frees it.
static char *directory_of(const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

static Status check_directory(const char *dir, Error *err) {
    struct stat st;
    if (lstat(dir, &st) != 0)
        return error_set(err, STATUS_ENVIRONMENT, "%s: %s", dir, strerror(errno));
    if (S_ISLNK(st.st_mode))
        return error_set(err, STATUS_ENVIRONMENT,
                         "%s: is a symbolic link; the database is not put elsewhere", dir);
    if (!S_ISDIR(st.st_mode))
        return error_set(err, STATUS_ENVIRONMENT, "%s: is not a directory", dir);
    return STATUS_OK;
}

Status dbfile_make_directory(const char *path, Error *err) {
    char *dir = directory_of(path);
    Status status;
    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        status = error_set(err, STATUS_ENVIRONMENT, "%s: cannot make the directory: %s", dir,
                           strerror(errno));
    else
        status = check_directory(dir, err);
    free(dir);
    return status;
}

Status dbfile_find_directory(const char *path, bool *exists, Error *err) {
    char *dir = directory_of(path);
    struct stat st;
    *exists = lstat(dir, &st) == 0 || errno != ENOENT;
    Status status = *exists ? check_directory(dir, err) : STATUS_OK;
    free(dir);
    return status;
}

char *dbfile_resolve(const char *path) {
    char *dir = directory_of(path);
    char *real = realpath(dir, NULL);
    free(dir);
    if (!real)
        return NULL;
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t n = strlen(real) + strlen(name) + 2;
    char *resolved = base_malloc(n, "a path");
    snprintf(resolved, n, "%s/%s", real[1] ? real : "", name);
    free(real);
    return resolved;
}

static uint32_t number_at(const unsigned char *header, size_t at) {
    return (uint32_t)header[at] << 24 | (uint32_t)header[at + 1] << 16 |
           (uint32_t)header[at + 2] << 8 | header[at + 3];
}

static uint32_t page_size(const unsigned char *header) {
    uint32_t size = (uint32_t)header[OFFSET_PAGE_SIZE] << 8 | header[OFFSET_PAGE_SIZE + 1];
    return size == 1 ? 65536 : size;
}

bool dbfile_has_log(const char *path) {
    size_t n = strlen(path) + sizeof "-journal";
    char *log = base_malloc(n, "a path");
    struct stat st;
    snprintf(log, n, "%s-wal", path);
    bool found = lstat(log, &st) == 0 && st.st_size > 0;
    snprintf(log, n, "%s-journal", path);
    found = found || (lstat(log, &st) == 0 && st.st_size > 0);
    free(log);
    return found;
}

// Fewer bytes than the header promises. While a log is being written back that is no fault.
static bool is_cut(const char *path, const unsigned char *header, uint64_t size) {
    if (number_at(header, OFFSET_CHANGES) != number_at(header, OFFSET_PAGES_VALID_FOR))
        return false;
    return size < (uint64_t)number_at(header, OFFSET_PAGES) * page_size(header) &&
           !dbfile_has_log(path);
}

static Status check_header(const char *path, const unsigned char *header, uint64_t size,
                           Error *err) {
    uint32_t page = page_size(header);
    if (size < HEADER_BYTES || memcmp(header, "SQLite format 3", 16) != 0)
        return error_set(err, STATUS_ENVIRONMENT, "%s: is not a SQLite database", path);
    if (number_at(header, OFFSET_APPLICATION_ID) != DBFILE_APPLICATION_ID)
        return error_set(err, STATUS_ENVIRONMENT,
                         "%s: is a database of another program, not of mapleak", path);
    if (page < 512 || (page & (page - 1)) != 0)
        return error_set(err, STATUS_DAMAGED,
                         "%s: the database is damaged (page size %u); move it away and scan again",
                         path, page);
    if (is_cut(path, header, size))
        return error_set(err, STATUS_DAMAGED,
                         "%s: the database is damaged (its end is missing); move it away and scan "
                         "again",
                         path);
    return STATUS_OK;
}

static bool names_another_file(int fd, off_t size) {
    unsigned char end[sizeof journal_magic];
    return size >= (off_t)sizeof end &&
           pread(fd, end, sizeof end, size - (off_t)sizeof end) == (ssize_t)sizeof end &&
           memcmp(end, journal_magic, sizeof end) == 0;
}

static Status check_beside(const char *path, const char *suffix, Error *err) {
    size_t n = strlen(path) + strlen(suffix) + 1;
    char *name = base_malloc(n, "a path");
    struct stat st;
    Status status = STATUS_OK;
    snprintf(name, n, "%s%s", path, suffix);
    if (lstat(name, &st) != 0) {
        if (errno != ENOENT)
            status = error_set(err, STATUS_ENVIRONMENT, "%s: %s", name, strerror(errno));
        free(name);
        return status;
    }
    int fd = S_ISREG(st.st_mode) ? open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
    if (!S_ISREG(st.st_mode))
        status = error_set(err, STATUS_ENVIRONMENT, "%s: is not a regular file", name);
    else if (fd < 0 && errno != ENOENT)
        status = error_set(err, STATUS_ENVIRONMENT, "%s: %s", name, strerror(errno));
    else if (fd >= 0 && fstat(fd, &st) == 0 && names_another_file(fd, st.st_size))
        status = error_set(err, STATUS_DAMAGED,
                           "%s: would have another file removed; it is not mapleak's, move it away",
                           name);
    if (fd >= 0)
        close(fd);
    free(name);
    return status;
}

static Status check_neighbours(const char *path, Error *err) {
    static const char *const suffixes[] = {"-journal", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
        Status status = check_beside(path, suffixes[i], err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

Status dbfile_check(const char *path, bool *exists, Error *err) {
    struct stat st;
    *exists = false;
    Status status = check_neighbours(path, err);
    if (status != STATUS_OK)
        return status;
    *exists = lstat(path, &st) == 0;
    if (!*exists && errno == ENOENT)
        return STATUS_OK;
    if (!*exists)
        return error_set(err, STATUS_ENVIRONMENT, "%s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return error_set(err, STATUS_ENVIRONMENT, "%s: is not a regular file", path);
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return error_set(err, STATUS_ENVIRONMENT, "%s: %s", path, strerror(errno));
    unsigned char header[HEADER_BYTES] = {0};
    ssize_t n = pread(fd, header, sizeof header, 0);
    int failed = n < 0 ? errno : 0;
    bool sized = fstat(fd, &st) == 0;
    close(fd);
    if (failed || !sized)
        return error_set(err, STATUS_ENVIRONMENT, "%s: %s", path, strerror(failed));
    if (n == 0)
        return STATUS_OK; // a database that another process is about to make
    return check_header(path, header, n < HEADER_BYTES ? (uint64_t)n : (uint64_t)st.st_size, err);
}

// SPDX-License-Identifier: Apache-2.0
#include "folder.h"

#include <ftw.h>
#include <setjmp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static int old_directory_is_lost;
static char old_directory[4096];

int folder_enter(void **state) {
    const char *tmp = getenv("TMPDIR");
    char name[4096];
    old_directory_is_lost = getcwd(old_directory, sizeof old_directory) == NULL;
    snprintf(name, sizeof name, "%s/mapleak-project-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(name) || chdir(name) != 0)
        return -1;
    *state = getcwd(NULL, 0);
    return *state ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at) {
    UNUSED(st);
    UNUSED(type);
    UNUSED(at);
    return remove(path);
}

int folder_leave(void **state) {
    int failed = nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return old_directory_is_lost || chdir(old_directory) != 0 || failed ? -1 : 0;
}

void folder_make(const char *name) {
    char path[1024];
    size_t n = strlen(name);
    assert_true(n < sizeof path);
    for (size_t i = 1; i <= n; i++) {
        if (name[i] != '/' && name[i] != '\0')
            continue;
        memcpy(path, name, i);
        path[i] = '\0';
        mkdir(path, 0777);
    }
}

void folder_write_bytes(const char *name, const char *bytes, size_t n) {
    const char *slash = strrchr(name, '/');
    if (slash) {
        char *folder = strndup(name, (size_t)(slash - name));
        folder_make(folder);
        free(folder);
    }
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

void folder_write(const char *name, const char *text) {
    folder_write_bytes(name, text, strlen(text));
}

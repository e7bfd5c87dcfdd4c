// SPDX-License-Identifier: Apache-2.0

// usage: TARGET FOLDER: runs the target on each file of the folder, in any order. Fails if there is
// none, so that a wrong path does not pass for a test.
#include "fuzz.h"

#include <dirent.h>
#include <string.h>

static uint8_t *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    long length = -1;
    if (file && fseek(file, 0, SEEK_END) == 0)
        length = ftell(file);
    if (length >= 0)
        data = malloc((size_t)length + 1);
    if (data) {
        rewind(file);
        *size = fread(data, 1, (size_t)length, file);
    }
    if (file)
        fclose(file);
    return data;
}

// A block of its very size, so that a sanitizer sees a read behind it.
static bool replay(const char *path) {
    size_t size = 0;
    uint8_t *data = read_file(path, &size);
    uint8_t *exact = malloc(size ? size : 1);
    bool known = data && exact;
    if (known) {
        memcpy(exact, data, size);
        LLVMFuzzerTestOneInput(exact, size);
    }
    free(exact);
    free(data);
    return known;
}

int main(int argc, char **argv) {
    size_t count = 0;
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (!folder) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    for (struct dirent *entry; (entry = readdir(folder));) {
        char path[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        if (!replay(path)) {
            fprintf(stderr, "%s: cannot be read\n", path);
            return 1;
        }
        count++;
    }
    closedir(folder);
    printf("%zu inputs\n", count);
    return count ? 0 : 1;
}

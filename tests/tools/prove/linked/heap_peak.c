// SPDX-License-Identifier: Apache-2.0
//
// Linked into a case that is built with AddressSanitizer: at exit, writes the most heap that was in
// use at once, in bytes, to the file that HEAP_PEAK_FILE names.
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

// As in <sanitizer/allocator_interface.h>, which gcc does not install.
int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *, size_t),
                                              void (*on_free)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *memory);

static atomic_size_t in_use;
static atomic_size_t peak;

static void on_malloc(const volatile void *memory, size_t size) {
    (void)memory;
    size_t now = atomic_fetch_add(&in_use, size) + size;
    size_t before = atomic_load(&peak);
    while (now > before && !atomic_compare_exchange_weak(&peak, &before, now))
        continue;
}

static void on_free(const volatile void *memory) {
    if (memory)
        atomic_fetch_sub(&in_use, __sanitizer_get_allocated_size(memory));
}

__attribute__((constructor)) static void begin(void) {
    __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("HEAP_PEAK_FILE");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%zu\n", atomic_load(&peak));
        fclose(file);
    }
}

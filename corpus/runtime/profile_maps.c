// SPDX-License-Identifier: Apache-2.0

// Reads /proc/self/maps for what is executable. pprof names the profile by the first mapping; the
// program lies below its libraries, so that is it. A build id stands in a note of a loaded segment,
// which dl_iterate_phdr leads to.
#include "profile_maps.h"

#include <elf.h>
#include <inttypes.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUILD_ID_MAX = 32 }; // bytes

typedef struct Search {
    uint64_t address;
    char build_id[2 * BUILD_ID_MAX + 1]; // in hex; "": none
} Search;

static void print_hex(const unsigned char *bytes, size_t size, char *out) {
    for (size_t i = 0; i < size && i < BUILD_ID_MAX; i++)
        sprintf(out + 2 * i, "%02x", bytes[i]);
}

static size_t padded(size_t size) {
    return (size + 3) & ~(size_t)3;
}

static void read_notes(const unsigned char *notes, size_t size, char *out) {
    while (size >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) head;
        memcpy(&head, notes, sizeof head);
        size_t name = sizeof head;
        size_t text = name + padded(head.n_namesz);
        size_t next = text + padded(head.n_descsz);
        if (next > size)
            return;
        if (head.n_type == NT_GNU_BUILD_ID && head.n_namesz == sizeof ELF_NOTE_GNU &&
            memcmp(notes + name, ELF_NOTE_GNU, sizeof ELF_NOTE_GNU) == 0)
            print_hex(notes + text, head.n_descsz, out);
        notes += next;
        size -= next;
    }
}

static bool holds(const struct dl_phdr_info *info, uint64_t address) {
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *h = &info->dlpi_phdr[i];
        uint64_t start = info->dlpi_addr + h->p_vaddr;
        if (h->p_type == PT_LOAD && address >= start && address - start < h->p_memsz)
            return true;
    }
    return false;
}

static int look_at(struct dl_phdr_info *info, size_t size, void *ctx) {
    Search *search = ctx;
    (void)size;
    if (!holds(info, search->address))
        return 0;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *h = &info->dlpi_phdr[i];
        if (h->p_type == PT_NOTE)
            read_notes((const unsigned char *)(uintptr_t)(info->dlpi_addr + h->p_vaddr), h->p_memsz,
                       search->build_id);
    }
    return 1;
}

// 7f1c2a000000-7f1c2a021000 r-xp 00026000 fe:01 1835   /usr/lib/libc.so.6
static void add_line(Profile *p, char *line) {
    char rights[5] = "";
    int path = 0;
    ProfileMapping m = {0};
    line[strcspn(line, "\n")] = '\0';
    if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %*s %*s %n", &m.start, &m.limit,
               rights, &m.offset, &path) < 4 ||
        !strchr(rights, 'x'))
        return;
    Search search = {.address = m.start};
    dl_iterate_phdr(look_at, &search);
    m.file = profile_proto_string(p, path ? line + path : "");
    m.build_id = profile_proto_string(p, search.build_id);
    profile_proto_mapping(p, &m);
}

void profile_maps_add(Profile *p) {
    FILE *maps = fopen("/proc/self/maps", "re");
    if (!maps)
        return;
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, maps) > 0)
        add_line(p, line);
    free(line);
    fclose(maps);
}

uint32_t profile_maps_find(const Profile *p, uint64_t address) {
    size_t low = 0;
    size_t high = p->mappings.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const ProfileMapping *m = &p->mappings.items[middle];
        if (address < m->start)
            high = middle;
        else if (address >= m->limit)
            low = middle + 1;
        else
            return (uint32_t)middle;
    }
    return PROFILE_NONE;
}

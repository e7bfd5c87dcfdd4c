// SPDX-License-Identifier: Apache-2.0
//
// What a load factor costs: prints, for eight-slot buckets with overflow chains, how full buckets
// are at a load, as a Markdown table. Keys are numbers hashed with gomap_hash_bytes.
//
//     load_table [BUCKETS]
//
// overflow   buckets that have an overflow bucket, in percent
// bytes      of buckets an entry, over its 16 bytes of key and value, at 144 bytes a bucket
// hit        cells that are in use and come before a key that is there, with it
// miss       cells that are in use in the chain of a key that is not there
#include "runtime/gomap.h"

#include <stdio.h>
#include <stdlib.h>

enum { SLOTS = 8, BUCKET_BYTES = 144, ENTRY_BYTES = 16 };

static size_t buckets_for(size_t entries) {
    return entries ? (entries + SLOTS - 1) / SLOTS : 1;
}

static void print_row(const unsigned *entries, size_t buckets, double load) {
    size_t overflowing = 0, total = 0, hits = 0, misses = 0, used = 0;
    for (size_t i = 0; i < buckets; i++) {
        size_t n = entries[i];
        total += n;
        used += buckets_for(n);
        overflowing += n > SLOTS;
        hits += n * (n + 1) / 2;
        misses += n;
    }
    double bytes = (double)(used * BUCKET_BYTES) / (double)total;
    printf("| %.2f | %.2f | %.2f | %.2f | %.2f |\n", load,
           100 * (double)overflowing / (double)buckets, bytes - ENTRY_BYTES,
           (double)hits / (double)total, (double)misses / (double)buckets);
}

int main(int argc, char **argv) {
    size_t buckets = argc > 1 ? strtoul(argv[1], NULL, 10) : 1 << 16;
    if (buckets == 0 || (buckets & (buckets - 1)) != 0) {
        fputs("usage: load_table [BUCKETS, a power of two]\n", stderr);
        return 2;
    }
    unsigned *entries = calloc(buckets, sizeof *entries);
    if (!entries) {
        perror("load_table");
        return 1;
    }
    const GomapSeed seed = {1, 2};
    uint64_t key = 0;
    puts("| load | overflow % | bytes | hit | miss |\n| --- | --- | --- | --- | --- |");
    for (unsigned half = 8; half <= 16; half++) {
        for (; key < half * buckets / 2; key++)
            entries[gomap_hash_bytes(&key, sizeof key, &seed) & (buckets - 1)]++;
        print_row(entries, buckets, half / 2.0);
    }
    free(entries);
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// The monitor that main describes is one variable of its loop, and each thread reads it.
#include "monitor.h"

#include <runtime/gomap.h>
#include <stdio.h>

int main(void) {
    unsigned disk, limit;
    struct monitor monitor;
    GomapIter it;
    GomapType type = gomap_type_u32(sizeof(uint32_t));
    Gomap *disks;
    if (gomap_new(&type, 0, &disks) != GOMAP_OK)
        return 1;
    while (gomap_len(disks) < 8 && scanf("%*[^0-9]%u%*[^0-9]%u", &disk, &limit) == 2)
        gomap_put(disks, &disk, &limit);
    for (gomap_iter_init(&it, disks); gomap_iter_next(&it);) {
        monitor.disk = *(const uint32_t *)it.key;
        monitor.limit = *(uint32_t *)it.value;
        monitor_start(&monitor);
    }
    monitor_join_all();
    gomap_free(disks);
    return 0;
}

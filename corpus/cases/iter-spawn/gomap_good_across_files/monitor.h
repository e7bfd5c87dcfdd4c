// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_H
#define MONITOR_H

#include <stdint.h>

struct monitor {
    uint32_t disk;
    uint32_t limit;
};

// Watches a disk in a thread of its own, which reads a copy of *MONITOR.
int monitor_start(const struct monitor *monitor);
void monitor_join_all(void);

#endif

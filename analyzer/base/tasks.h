// SPDX-License-Identifier: Apache-2.0
//
// Runs n tasks in threads of this process, each after the tasks that it needs.
#ifndef BASE_TASKS_H
#define BASE_TASKS_H

#include "base.h"

typedef struct {
    unsigned threads;      // the caller's among them; 0 counts as 1. Fewer run where no more can be
                           // made
    size_t stack_bytes;    // of each thread but the caller's; 0: the system's default
    const uint32_t *first; // [n + 1]: task i needs needs[first[i] … first[i + 1] - 1],
    const uint32_t *needs; // all of them lower than i
    // thread: which one runs it, from 0 to threads - 1. What the tasks that it needs wrote is seen.
    void (*run)(uint32_t task, unsigned thread, void *ctx);
    void *ctx;
} TasksOptions;

// Returns when all are done. One thread runs them in order. O(n + needs) beside the tasks.
void tasks_run(uint32_t n, const TasksOptions *options);

#endif

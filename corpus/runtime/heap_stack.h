// SPDX-License-Identifier: Apache-2.0

// The stack of the calling thread, for the heap profiler.
#ifndef MAPLEAK_RUNTIME_HEAP_STACK_H
#define MAPLEAK_RUNTIME_HEAP_STACK_H

#include <stddef.h>
#include <stdint.h>

// Writes up to `max` return addresses, innermost first, beginning with `caller` if the stack has
// it; at least one is written. Neither allocates nor locks.
size_t heap_stack_capture(const void *caller, uintptr_t *frames, size_t max);

#endif

// SPDX-License-Identifier: Apache-2.0
//
// The child's side of workers.c, and the record that goes through the pipe.
#ifndef BASE_WORKER_CHILD_H
#define BASE_WORKER_CHILD_H

#include "workers.h"

#include <sys/types.h>

enum { WORKER_FRAME_MAGIC = 0x6d617031 };

typedef enum {
    WORKER_FRAME_RESULT = 1, // `size` bytes of result follow
    WORKER_FRAME_MEMORY = 2, // the job ran out of memory; the child ends
} WorkerFrameKind;

// Head of a record. A multiple of 16 bytes, so that the data behind it is aligned.
typedef struct {
    uint32_t magic;
    uint32_t kind; // WorkerFrameKind
    uint32_t job;
    uint32_t zero[3];
    uint64_t size; // bytes of data behind the head
    uint64_t peak; // resident bytes
    double seconds;
} WorkerFrame;

_Static_assert(sizeof(WorkerFrame) % 16 == 0, "data behind the head is aligned");

// Seconds of a clock that never jumps.
double worker_clock(void);

// Runs jobs first … first+count-1, writing their records to fd, and ends the process. `parent` is
// the process that must outlive this one.
NORETURN void worker_child_run(const WorkersOptions *options, uint32_t first, uint32_t count,
                               int fd, pid_t parent);

#endif

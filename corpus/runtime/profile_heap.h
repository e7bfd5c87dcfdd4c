// SPDX-License-Identifier: Apache-2.0

// The heap profile of this process as pprof reads it, with the names of functions.
//
//     heap_profile_write("heap.pb.gz") is profile_heap_save; then: go tool pprof -top heap.pb.gz
//
// The content is that of Go's heap profile: four sample types, alloc_objects and alloc_space (since
// the program started), inuse_objects and inuse_space (not freed yet), estimated from the samples;
// a label `bytes` with the size of the block; the mappings of /proc/self/maps that hold code. The
// functions of the runtime are named in drop_frames, so pprof shows their callers in their place.
//
// While a profile is made, the calling thread is not sampled.
#ifndef MAPLEAK_RUNTIME_PROFILE_HEAP_H
#define MAPLEAK_RUNTIME_PROFILE_HEAP_H

#include "runtime/profile_proto.h"

#ifdef __cplusplus
extern "C" {
#endif

// Makes `*out` (which needs no profile_proto_init) the heap profile of now. `default_type`, such as
// "alloc_space", is what pprof shows unless told; NULL: pprof's own choice, inuse_space.
// PROFILE_NO_MEMORY: `*out` is empty. Either way it is to be given to profile_proto_fini. O(records
// * frames); the first profile also reads debug information.
ProfileStatus profile_heap_take(const char *default_type, const GomapAllocator *allocator,
                                Profile *out);

// Adds the text form that ?debug=1 of Go gives: sums, a line for each record, those with the most
// bytes in use first, and below it the functions. Numbers are as sampled, not estimates. Go's
// `# runtime.MemStats` at the end is `# malloc` here, with the numbers of glibc's mallinfo2.
ProfileStatus profile_heap_text(ProfileBytes *out);

// Writes the heap profile as gzip to a file, which is replaced when it is whole. PROFILE_IO: errno
// tells why.
ProfileStatus profile_heap_save(const char *path);

#ifdef __cplusplus
}
#endif

#endif

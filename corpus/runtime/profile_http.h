// SPDX-License-Identifier: Apache-2.0

// The heap profile over HTTP, at the addresses and with the answers of Go's net/http/pprof (1.19),
// so that its tools work on a C program:
//
//     ProfileHttp *server;
//     char why[128];
//     if (profile_http_start(&(ProfileHttpOptions){.port = 6060}, &server, why, sizeof why) != ...)
//     $ go tool pprof http://127.0.0.1:6060/debug/pprof/heap
//     $ go tool pprof -seconds 30 http://127.0.0.1:6060/debug/pprof/heap
//
//     /debug/pprof/            an HTML page with the others
//     /debug/pprof/heap        what is in use. ?gc=1 runs the hook `collect` first, ?debug=1 gives
//                              text, ?seconds=N waits and gives the difference over N seconds
//     /debug/pprof/allocs      the same profile, where pprof shows all allocations unless told
//     /debug/pprof/cmdline     the arguments of the program, with NUL between them
//     /debug/pprof/symbol      names of the addresses in the query, or in the body of a POST
//
// Where it differs from Go: there are no other profiles (404); a method that an address does not
// have is refused (405); parameters are read from the query only, not from a form in a body; a
// waiting ?seconds request that is ended by profile_http_stop gets a 503, if anything.
//
// Safety: there is no authentication, and profiles tell much about a program. The server listens on
// the loopback interface unless told otherwise. Bounded are: connections, the size of a request,
// the time that a silent connection is kept (10 s), and N of ?seconds.
//
// Threads: one of the server, and one for each connection. What an answer allocates is not sampled.
#ifndef MAPLEAK_RUNTIME_PROFILE_HTTP_H
#define MAPLEAK_RUNTIME_PROFILE_HTTP_H

#include "runtime/profile_bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ProfileHttp ProfileHttp;

typedef struct ProfileHttpOptions {
    const char *address;        // numeric, IPv4 or IPv6; NULL: 127.0.0.1
    uint16_t port;              // 0: a free one
    unsigned connections;       // at the same time; 0: 16. More are closed at once
    unsigned seconds_limit;     // N of ?seconds must be below; 0: 3600
    void (*collect)(void *ctx); // what ?gc=1 does, such as trimming maps and malloc_trim; NULL:
                                // nothing. Called in a thread of the server, one call at a time
    void *ctx;                  // handed to `collect`
} ProfileHttpOptions;

// Starts the server. `options` is copied, its pointers stay the caller's; NULL: all defaults. On
// PROFILE_OK `*out` is the server, to be given to profile_http_stop. PROFILE_NO_MEMORY;
// PROFILE_IO: the address is none, is in use, or is refused. On failure `*out` is NULL, and `why`
// (`size` bytes, may be NULL if 0) says what happened.
ProfileStatus profile_http_start(const ProfileHttpOptions *options, ProfileHttp **out, char *why,
                                 size_t size);

// The port it listens on.
uint16_t profile_http_port(const ProfileHttp *server);

// Ends all requests, those that wait for ?seconds at once, and frees the server. NULL does nothing.
// Not to be called from `collect`.
void profile_http_stop(ProfileHttp *server);

#ifdef __cplusplus
}
#endif

#endif

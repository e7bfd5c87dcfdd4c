// SPDX-License-Identifier: Apache-2.0

// What the endpoint answers to a request. For profile_http.c.
#ifndef MAPLEAK_RUNTIME_PROFILE_ANSWER_H
#define MAPLEAK_RUNTIME_PROFILE_ANSWER_H

#include "profile_bytes.h"
#include "profile_http.h"

#include <microhttpd.h>
#include <pthread.h>

enum {
    PROFILE_SILENCE = 10,        // seconds that a connection may say nothing
    PROFILE_BODY_MAX = 64 << 10, // bytes of a POST that are looked at
};

struct ProfileHttp {
    struct MHD_Daemon *daemon;
    ProfileHttpOptions options;
    pthread_mutex_t collecting;
    int stop; // event: readable once the server is to end
    uint16_t port;
};

typedef struct ProfileRequest {
    struct MHD_Connection *connection;
    char *uri;         // as sent
    ProfileBytes body; // of a POST
    size_t body_size;  // of all that came
    bool begun;
} ProfileRequest;

typedef struct ProfileAnswer {
    unsigned status;
    const char *type;
    const char *file;  // offered to save under; NULL: none
    const char *where; // of a redirection; NULL: none
    bool is_error;
    ProfileBytes body;
} ProfileAnswer;

// Answers a request whose body has come. `url` is its path, decoded. Returns when the answer is
// there, which with ?seconds takes its time. The body of the answer is the caller's.
ProfileAnswer profile_answer(ProfileHttp *server, const ProfileRequest *r, const char *url,
                             const char *method);

#endif

// SPDX-License-Identifier: Apache-2.0

// A ?seconds request waits in its thread, on its own socket (the client may go away) and on an
// event that stop raises.
//
// The order of checks is Go's: the name; then, with ?seconds, a positive number, whether the
// profile has differences (all here have), the limit, ?debug; ?gc is looked at only without
// ?seconds.
#include "profile_answer.h"

#include "heap_profile.h"
#include "profile_heap.h"
#include "profile_pages.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char text_type[] = "text/plain; charset=utf-8";
static const char html_type[] = "text/html; charset=utf-8";
static const char binary_type[] = "application/octet-stream";

static ProfileAnswer answer_with(const char *type) {
    ProfileAnswer a = {.status = MHD_HTTP_OK, .type = type};
    profile_bytes_init(&a.body, NULL);
    return a;
}

static ProfileAnswer refuse(unsigned status, const char *text) {
    ProfileAnswer a = answer_with(text_type);
    a.status = status;
    a.is_error = true;
    profile_bytes_print(&a.body, "%s\n", text);
    return a;
}

static ProfileAnswer failed(ProfileStatus status) {
    return refuse(MHD_HTTP_INTERNAL_SERVER_ERROR, profile_status_text(status));
}

static const char *parameter(const ProfileRequest *r, const char *name) {
    const char *value = MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, name);
    return value ? value : "";
}

// A decimal number, with a sign if it likes. What is none is 0 and false; what is too large is the
// largest, and false.
static bool parse_number(const char *text, int64_t *out) {
    const char *digits = text + (*text == '+' || *text == '-');
    *out = 0;
    if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0')
        return false;
    errno = 0;
    *out = strtoll(text, NULL, 10);
    return errno == 0;
}

static int64_t now_millis(void) {
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int socket_of(const ProfileRequest *r) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

typedef enum Waited { WAITED, CLIENT_GONE, STOPPED } Waited;

static Waited wait_seconds(const ProfileHttp *server, const ProfileRequest *r, int64_t seconds) {
    struct pollfd events[] = {
        {.fd = server->stop, .events = POLLIN},
        {.fd = socket_of(r), .events = POLLRDHUP},
    };
    int64_t end = now_millis() + seconds * 1000;
    for (;;) {
        int64_t left = end - now_millis();
        if (left <= 0)
            return WAITED;
        int ready = poll(events, 2, left < INT32_MAX ? (int)left : INT32_MAX);
        if (ready > 0 && events[0].revents)
            return STOPPED;
        if (ready > 0 && events[1].revents)
            return CLIENT_GONE;
    }
}

static ProfileAnswer difference(const Profile *before, const char *default_type, const char *name) {
    Profile after;
    Profile delta = {0};
    ProfileAnswer a = answer_with(binary_type);
    a.file = name;
    ProfileStatus status = profile_heap_take(default_type, NULL, &after);
    if (status == PROFILE_OK)
        status = profile_proto_delta(before, &after, NULL, &delta);
    if (status == PROFILE_OK)
        status = profile_proto_write(&delta, true, &a.body);
    profile_proto_fini(&delta);
    profile_proto_fini(&after);
    if (status == PROFILE_OK)
        return a;
    profile_bytes_fini(&a.body);
    return refuse(MHD_HTTP_INTERNAL_SERVER_ERROR, "failed to compute delta");
}

typedef struct HeapPage {
    const char *name;
    const char *file;
    const char *delta_file;
    const char *default_type;
    bool collects;
} HeapPage;

static const HeapPage heap_pages[] = {
    {"heap", "heap", "heap-delta", NULL, true},
    {"allocs", "allocs", "allocs-delta", "alloc_space", false},
};

static ProfileAnswer wait_for_difference(const ProfileHttp *server, const ProfileRequest *r,
                                         const HeapPage *page, int64_t seconds) {
    Profile before;
    if (profile_heap_take(page->default_type, NULL, &before) != PROFILE_OK)
        return refuse(MHD_HTTP_INTERNAL_SERVER_ERROR, "failed to collect profile");
    // The time that the request waits counts as silence of the client.
    MHD_set_connection_option(r->connection, MHD_CONNECTION_OPTION_TIMEOUT,
                              (unsigned)seconds + PROFILE_SILENCE);
    ProfileAnswer a;
    switch (wait_seconds(server, r, seconds)) {
    case WAITED:
        a = difference(&before, page->default_type, page->delta_file);
        break;
    case CLIENT_GONE:
        a = refuse(MHD_HTTP_INTERNAL_SERVER_ERROR, "context canceled");
        break;
    default:
        a = refuse(MHD_HTTP_SERVICE_UNAVAILABLE, "the profile server ends");
        break;
    }
    profile_proto_fini(&before);
    return a;
}

static ProfileAnswer answer_difference(const ProfileHttp *server, const ProfileRequest *r,
                                       const HeapPage *page, const char *seconds_text) {
    int64_t seconds;
    int64_t debug;
    if (!parse_number(seconds_text, &seconds) || seconds <= 0)
        return refuse(MHD_HTTP_BAD_REQUEST,
                      "invalid value for \"seconds\" - must be a positive integer");
    if (seconds >= server->options.seconds_limit)
        return refuse(MHD_HTTP_BAD_REQUEST, "profile duration exceeds server's WriteTimeout");
    parse_number(parameter(r, "debug"), &debug);
    if (debug != 0)
        return refuse(MHD_HTTP_BAD_REQUEST, "seconds and debug params are incompatible");
    return wait_for_difference(server, r, page, seconds);
}

static void collect(ProfileHttp *server) {
    if (!server->options.collect)
        return;
    pthread_mutex_lock(&server->collecting);
    heap_profile_resume();
    server->options.collect(server->options.ctx);
    heap_profile_pause();
    pthread_mutex_unlock(&server->collecting);
}

static ProfileAnswer answer_profile(const HeapPage *page) {
    Profile p;
    ProfileAnswer a = answer_with(binary_type);
    a.file = page->file;
    ProfileStatus status = profile_heap_take(page->default_type, NULL, &p);
    if (status == PROFILE_OK)
        status = profile_proto_write(&p, true, &a.body);
    profile_proto_fini(&p);
    if (status == PROFILE_OK)
        return a;
    profile_bytes_fini(&a.body);
    return failed(status);
}

static ProfileAnswer answer_text(void) {
    ProfileAnswer a = answer_with(text_type);
    ProfileStatus status = profile_heap_text(&a.body);
    if (status == PROFILE_OK)
        return a;
    profile_bytes_fini(&a.body);
    return failed(status);
}

static ProfileAnswer answer_heap(ProfileHttp *server, const ProfileRequest *r,
                                 const HeapPage *page) {
    int64_t gc;
    int64_t debug;
    const char *seconds = parameter(r, "seconds");
    if (*seconds)
        return answer_difference(server, r, page, seconds);
    parse_number(parameter(r, "gc"), &gc);
    if (page->collects && gc > 0)
        collect(server);
    parse_number(parameter(r, "debug"), &debug);
    return debug != 0 ? answer_text() : answer_profile(page);
}

static ProfileAnswer answer_symbols(const ProfileRequest *r, bool is_post) {
    if (is_post && r->body_size > PROFILE_BODY_MAX)
        return refuse(MHD_HTTP_CONTENT_TOO_LARGE, "too many addresses");
    ProfileAnswer a = answer_with(text_type);
    const char *query = strchr(r->uri, '?');
    if (is_post)
        profile_pages_symbols((const char *)r->body.data, r->body.size, &a.body);
    else if (query)
        profile_pages_symbols(query + 1, strlen(query + 1), &a.body);
    else
        profile_pages_symbols("", 0, &a.body);
    return a;
}

static ProfileAnswer answer_redirect(void) {
    ProfileAnswer a = answer_with(text_type);
    a.status = MHD_HTTP_MOVED_PERMANENTLY;
    a.where = "/debug/pprof/";
    profile_bytes_text(&a.body, "Moved to /debug/pprof/\n");
    return a;
}

static ProfileAnswer answer_page(ProfileHttp *server, const ProfileRequest *r, const char *name,
                                 bool is_post) {
    ProfileAnswer a;
    if (strcmp(name, "symbol") == 0)
        return answer_symbols(r, is_post);
    if (is_post)
        return refuse(MHD_HTTP_METHOD_NOT_ALLOWED, "method not allowed");
    for (size_t i = 0; i < sizeof heap_pages / sizeof *heap_pages; i++) {
        if (strcmp(name, heap_pages[i].name) == 0)
            return answer_heap(server, r, &heap_pages[i]);
    }
    if (*name == '\0') {
        a = answer_with(html_type);
        profile_pages_index(&a.body);
    } else if (strcmp(name, "cmdline") == 0) {
        a = answer_with(text_type);
        profile_pages_cmdline(&a.body);
    } else {
        a = refuse(MHD_HTTP_NOT_FOUND, "Unknown profile");
    }
    return a;
}

ProfileAnswer profile_answer(ProfileHttp *server, const ProfileRequest *r, const char *url,
                             const char *method) {
    static const char root[] = "/debug/pprof/";
    bool is_post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
    bool is_get = strcmp(method, MHD_HTTP_METHOD_GET) == 0;
    bool is_head = strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
    // The decoded address would end there.
    if (strstr(r->uri, "%00"))
        return refuse(MHD_HTTP_BAD_REQUEST, "NUL in the address");
    if (!is_get && !is_head && !is_post)
        return refuse(MHD_HTTP_METHOD_NOT_ALLOWED, "method not allowed");
    if (strcmp(url, "/debug/pprof") == 0)
        return answer_redirect();
    if (strncmp(url, root, sizeof root - 1) != 0)
        return refuse(MHD_HTTP_NOT_FOUND, "404 page not found");
    return answer_page(server, r, url + sizeof root - 1, is_post);
}

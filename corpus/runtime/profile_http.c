// SPDX-License-Identifier: Apache-2.0

// libmicrohttpd with a thread for each connection. A ?seconds request waits in its thread, on its
// own socket (the client may go away) and on an event that stop raises.
//
// The order of checks is Go's: the name; then, with ?seconds, a positive number, whether the
// profile has differences (all here have), the limit, ?debug; ?gc is looked at only without
// ?seconds.
#include "profile_http.h"

#include "heap_profile.h"
#include "profile_heap.h"
#include "profile_pages.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTIONS = 16,
    SECONDS_LIMIT = 3600,
    SILENCE = 10,              // seconds that a connection may say nothing
    BODY_MAX = 64 << 10,       // bytes of a POST
    BODY_IGNORED = 1 << 20,    // bytes after which the connection is cut
    REQUEST_MEMORY = 32 << 10, // bytes for line and headers
};

struct ProfileHttp {
    struct MHD_Daemon *daemon;
    ProfileHttpOptions options;
    pthread_mutex_t collecting;
    int stop;      // event: readable once the server is to end
    uint16_t port; //
};

typedef struct Request {
    struct MHD_Connection *connection;
    char *uri;         // as sent
    ProfileBytes body; // of a POST
    size_t body_size;  // of all that came
    bool begun;
} Request;

typedef struct Answer {
    unsigned status;
    const char *type;
    const char *file;  // offered to save under; NULL: none
    const char *where; // of a redirection; NULL: none
    bool is_error;
    ProfileBytes body;
} Answer;

static const char text_type[] = "text/plain; charset=utf-8";
static const char html_type[] = "text/html; charset=utf-8";
static const char binary_type[] = "application/octet-stream";

static Answer answer_with(const char *type) {
    Answer a = {.status = MHD_HTTP_OK, .type = type};
    profile_bytes_init(&a.body, NULL);
    return a;
}

static Answer refuse(unsigned status, const char *text) {
    Answer a = answer_with(text_type);
    a.status = status;
    a.is_error = true;
    profile_bytes_print(&a.body, "%s\n", text);
    return a;
}

static Answer failed(ProfileStatus status) {
    return refuse(MHD_HTTP_INTERNAL_SERVER_ERROR, profile_status_text(status));
}

static const char *parameter(const Request *r, const char *name) {
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

static int socket_of(const Request *r) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

typedef enum Waited { WAITED, CLIENT_GONE, STOPPED } Waited;

static Waited wait_seconds(const ProfileHttp *server, const Request *r, int64_t seconds) {
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

static Answer difference(const Profile *before, const char *default_type, const char *name) {
    Profile after;
    Profile delta = {0};
    Answer a = answer_with(binary_type);
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

static Answer wait_for_difference(const ProfileHttp *server, const Request *r, const HeapPage *page,
                                  int64_t seconds) {
    Profile before;
    if (profile_heap_take(page->default_type, NULL, &before) != PROFILE_OK)
        return refuse(MHD_HTTP_INTERNAL_SERVER_ERROR, "failed to collect profile");
    // The time that the request waits counts as silence of the client.
    MHD_set_connection_option(r->connection, MHD_CONNECTION_OPTION_TIMEOUT,
                              (unsigned)seconds + SILENCE);
    Answer a;
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

static Answer answer_difference(const ProfileHttp *server, const Request *r, const HeapPage *page,
                                const char *seconds_text) {
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

static Answer answer_profile(const HeapPage *page) {
    Profile p;
    Answer a = answer_with(binary_type);
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

static Answer answer_text(void) {
    Answer a = answer_with(text_type);
    ProfileStatus status = profile_heap_text(&a.body);
    if (status == PROFILE_OK)
        return a;
    profile_bytes_fini(&a.body);
    return failed(status);
}

static Answer answer_heap(ProfileHttp *server, const Request *r, const HeapPage *page) {
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

static Answer answer_symbols(const Request *r, bool is_post) {
    if (is_post && r->body_size > BODY_MAX)
        return refuse(MHD_HTTP_CONTENT_TOO_LARGE, "too many addresses");
    Answer a = answer_with(text_type);
    const char *query = strchr(r->uri, '?');
    if (is_post)
        profile_pages_symbols((const char *)r->body.data, r->body.size, &a.body);
    else if (query)
        profile_pages_symbols(query + 1, strlen(query + 1), &a.body);
    else
        profile_pages_symbols("", 0, &a.body);
    return a;
}

static Answer answer_redirect(void) {
    Answer a = answer_with(text_type);
    a.status = MHD_HTTP_MOVED_PERMANENTLY;
    a.where = "/debug/pprof/";
    profile_bytes_text(&a.body, "Moved to /debug/pprof/\n");
    return a;
}

static Answer answer_page(ProfileHttp *server, const Request *r, const char *name, bool is_post) {
    Answer a;
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

static Answer answer(ProfileHttp *server, const Request *r, const char *url, const char *method) {
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

static void add_headers(struct MHD_Response *response, const Answer *a) {
    char disposition[64];
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, a->type);
    if (a->is_error)
        MHD_add_response_header(response, "X-Go-Pprof", "1");
    if (a->status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    if (a->where)
        MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION, a->where);
    if (a->file) {
        snprintf(disposition, sizeof disposition, "attachment; filename=\"%s\"", a->file);
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_DISPOSITION, disposition);
    }
}

// Takes the body. MHD_NO makes the server close the connection.
static enum MHD_Result send_answer(struct MHD_Connection *connection, Answer *a) {
    struct MHD_Response *response = NULL;
    if (!a->body.no_memory)
        response =
            MHD_create_response_from_buffer(a->body.size, a->body.data, MHD_RESPMEM_MUST_FREE);
    if (!response) {
        profile_bytes_fini(&a->body);
        return MHD_NO;
    }
    add_headers(response, a);
    enum MHD_Result result = MHD_queue_response(connection, a->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result take_body(Request *r, const char *data, size_t *size) {
    r->body_size += *size;
    if (r->body_size > BODY_IGNORED)
        return MHD_NO;
    if (r->body_size <= BODY_MAX)
        profile_bytes_add(&r->body, data, *size);
    *size = 0;
    return r->body.no_memory ? MHD_NO : MHD_YES;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **state) {
    ProfileHttp *server = cls;
    Request *r = *state;
    (void)version;
    if (!r)
        return MHD_NO;
    // The first call comes before the body.
    if (!r->begun) {
        r->begun = true;
        r->connection = connection;
        return MHD_YES;
    }
    if (*size)
        return take_body(r, data, size);
    heap_profile_pause();
    Answer a = answer(server, r, url, method);
    heap_profile_resume();
    return send_answer(connection, &a);
}

static void *begin_request(void *cls, const char *uri, struct MHD_Connection *connection) {
    (void)cls;
    (void)connection;
    Request *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    profile_bytes_init(&r->body, NULL);
    r->uri = strdup(uri);
    if (r->uri)
        return r;
    free(r);
    return NULL;
}

static void end_request(void *cls, struct MHD_Connection *connection, void **state,
                        enum MHD_RequestTerminationCode code) {
    Request *r = *state;
    (void)cls;
    (void)connection;
    (void)code;
    if (!r)
        return;
    profile_bytes_fini(&r->body);
    free(r->uri);
    free(r);
    *state = NULL;
}

typedef union Address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} Address;

// 0: `text` is no address.
static socklen_t parse_address(const char *text, uint16_t port, Address *out) {
    *out = (Address){0};
    if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
        out->v4.sin_family = AF_INET;
        out->v4.sin_port = htons(port);
        return sizeof out->v4;
    }
    if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons(port);
        return sizeof out->v6;
    }
    return 0;
}

static bool bind_and_listen(int fd, const Address *address, socklen_t size) {
    int on = 1;
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
           bind(fd, &address->any, size) == 0 && listen(fd, SOMAXCONN) == 0;
}

static uint16_t port_of(int fd) {
    Address address = {0};
    socklen_t size = sizeof address;
    if (getsockname(fd, &address.any, &size) != 0)
        return 0;
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

// A listening socket, or -1 with the reason in `why`.
static int open_socket(const char *host, uint16_t port, char *why, size_t why_size) {
    Address address;
    socklen_t size = parse_address(host, port, &address);
    if (!size) {
        snprintf(why, why_size, "%s is no IP address", host);
        return -1;
    }
    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && bind_and_listen(fd, &address, size))
        return fd;
    snprintf(why, why_size, "cannot listen on %s port %u: %s", host, port, strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

static struct MHD_Daemon *start_daemon(ProfileHttp *server, int fd) {
    return MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL |
            MHD_USE_ITC,
        0, NULL, NULL, handle, server, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
        server->options.connections, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENCE,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)REQUEST_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_URI_LOG_CALLBACK, begin_request, server, MHD_OPTION_NOTIFY_COMPLETED,
        end_request, server, MHD_OPTION_END);
}

static ProfileHttp *new_server(const ProfileHttpOptions *options) {
    ProfileHttp *server = calloc(1, sizeof *server);
    if (!server)
        return NULL;
    if (options)
        server->options = *options;
    if (!server->options.address)
        server->options.address = "127.0.0.1";
    if (!server->options.connections)
        server->options.connections = CONNECTIONS;
    if (!server->options.seconds_limit)
        server->options.seconds_limit = SECONDS_LIMIT;
    server->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&server->collecting, NULL);
    return server;
}

static void free_server(ProfileHttp *server) {
    if (server->stop >= 0)
        close(server->stop);
    pthread_mutex_destroy(&server->collecting);
    free(server);
}

ProfileStatus profile_http_start(const ProfileHttpOptions *options, ProfileHttp **out, char *why,
                                 size_t size) {
    *out = NULL;
    ProfileHttp *server = new_server(options);
    if (!server || server->stop < 0) {
        snprintf(why, size, "%s", server ? strerror(errno) : "out of memory");
        if (server)
            free_server(server);
        return PROFILE_NO_MEMORY;
    }
    int fd = open_socket(server->options.address, server->options.port, why, size);
    if (fd < 0) {
        free_server(server);
        return PROFILE_IO;
    }
    server->port = port_of(fd);
    server->daemon = start_daemon(server, fd);
    if (!server->daemon) {
        snprintf(why, size, "the HTTP server does not start: %s", strerror(errno));
        // The socket is closed by libmicrohttpd, also when it fails.
        free_server(server);
        return PROFILE_IO;
    }
    *out = server;
    return PROFILE_OK;
}

uint16_t profile_http_port(const ProfileHttp *server) {
    return server->port;
}

void profile_http_stop(ProfileHttp *server) {
    if (!server)
        return;
    eventfd_write(server->stop, 1);
    MHD_stop_daemon(server->daemon);
    free_server(server);
}

// SPDX-License-Identifier: Apache-2.0

// libmicrohttpd with a thread for each connection: sockets, requests as they come in, headers of
// the answers. The listening socket is made here and not by the library, so that a failure has a
// reason.
#include "profile_http.h"

#include "heap_profile.h"
#include "profile_answer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECTIONS = 16,
    SECONDS_LIMIT = 3600,
    BODY_IGNORED = 1 << 20,    // bytes after which the connection is cut
    REQUEST_MEMORY = 32 << 10, // bytes for line and headers
};

static void add_headers(struct MHD_Response *response, const ProfileAnswer *a) {
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
static enum MHD_Result send_answer(struct MHD_Connection *connection, ProfileAnswer *a) {
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

static enum MHD_Result take_body(ProfileRequest *r, const char *data, size_t *size) {
    r->body_size += *size;
    if (r->body_size > BODY_IGNORED)
        return MHD_NO;
    if (r->body_size <= PROFILE_BODY_MAX)
        profile_bytes_add(&r->body, data, *size);
    *size = 0;
    return r->body.no_memory ? MHD_NO : MHD_YES;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **state) {
    ProfileHttp *server = cls;
    ProfileRequest *r = *state;
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
    ProfileAnswer a = profile_answer(server, r, url, method);
    heap_profile_resume();
    return send_answer(connection, &a);
}

static void *begin_request(void *cls, const char *uri, struct MHD_Connection *connection) {
    (void)cls;
    (void)connection;
    ProfileRequest *r = calloc(1, sizeof *r);
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
    ProfileRequest *r = *state;
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
        server->options.connections, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)PROFILE_SILENCE,
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

// SPDX-License-Identifier: Apache-2.0

// The endpoint over real sockets on the loopback interface: each row of Go's table, what ends a
// waiting request, and requests that no client should send.
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "pprof_tool.h"
#include "runtime/heap_profile.h"
#include "runtime/profile_heap.h"
#include "runtime/profile_http.h"

enum { ANSWER_MAX = 1 << 20, BLOCK_SIZE = 7001, SECONDS_LIMIT = 60 };

static ProfileHttp *server;
static atomic_int collected;

static void collect(void *ctx) {
    (void)ctx;
    collected++;
}

static int start(void **state) {
    (void)state;
    char why[128] = "";
    heap_profile_set_rate(1);
    collected = 0;
    ProfileHttpOptions options = {.collect = collect, .seconds_limit = SECONDS_LIMIT};
    assert_int_equal(profile_http_start(&options, &server, why, sizeof why), PROFILE_OK);
    return 0;
}

static int stop(void **state) {
    (void)state;
    profile_http_stop(server);
    server = NULL;
    return 0;
}

static int connect_to(uint16_t port) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    struct timeval patience = {.tv_sec = 20};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

// The server may close before it has read everything.
static void send_all(int fd, const char *bytes, size_t size) {
    while (size) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes += sent;
        size -= (size_t)sent;
    }
}

typedef struct Answer {
    int status; // 0: none came
    char *head; // with the line and the headers; owned
    const char *body;
    size_t body_size;
} Answer;

// Reads until the server closes.
static Answer receive(int fd) {
    Answer a = {.head = malloc(ANSWER_MAX + 1)};
    size_t size = 0;
    for (ssize_t n = 1; n > 0 && size<ANSWER_MAX; size += n> 0 ? (size_t)n : 0)
        n = recv(fd, a.head + size, ANSWER_MAX - size, 0);
    close(fd);
    a.head[size] = '\0';
    sscanf(a.head, "HTTP/1.1 %d", &a.status);
    char *end = strstr(a.head, "\r\n\r\n");
    a.body = end ? end + 4 : a.head + size;
    a.body_size = size - (size_t)(a.body - a.head);
    if (end)
        end[2] = '\0';
    return a;
}

static Answer ask(const char *method, const char *path, const char *body) {
    char head[1024];
    int fd = connect_to(profile_http_port(server));
    int size = snprintf(head, sizeof head,
                        "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        "Accept-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n",
                        method, path, strlen(body));
    send_all(fd, head, (size_t)size);
    send_all(fd, body, strlen(body));
    return receive(fd);
}

static Answer get(const char *path) {
    return ask("GET", path, "");
}

static void assert_header(const Answer *a, const char *line) {
    char wanted[256];
    snprintf(wanted, sizeof wanted, "\r\n%s\r\n", line);
    if (!strstr(a->head, wanted))
        print_error("%s", a->head);
    assert_non_null(strstr(a->head, wanted));
}

static void assert_refused(const char *path, int status, const char *text) {
    Answer a = get(path);
    assert_int_equal(a.status, status);
    assert_header(&a, "X-Content-Type-Options: nosniff");
    assert_header(&a, "Content-Type: text/plain; charset=utf-8");
    assert_header(&a, "X-Go-Pprof: 1");
    assert_null(strstr(a.head, "Content-Disposition"));
    assert_int_equal(a.body_size, strlen(text) + 1);
    assert_memory_equal(a.body, text, strlen(text));
    assert_int_equal(a.body[strlen(text)], '\n');
    free(a.head);
}

// The answer is a profile, which the caller has to end.
static Profile profile_in(const Answer *a, const char *file) {
    char disposition[128];
    Profile p;
    snprintf(disposition, sizeof disposition, "Content-Disposition: attachment; filename=\"%s\"",
             file);
    assert_int_equal(a->status, 200);
    assert_header(a, "X-Content-Type-Options: nosniff");
    assert_header(a, "Content-Type: application/octet-stream");
    assert_header(a, disposition);
    assert_null(strstr(a->head, "Content-Encoding"));
    assert_null(strstr(a->head, "X-Go-Pprof"));
    assert_int_equal((uint8_t)a->body[0], 0x1f);
    assert_int_equal(profile_proto_read(a->body, a->body_size, 0, NULL, &p, NULL), PROFILE_OK);
    return p;
}

// The sum of a value over the samples with blocks of that size.
static int64_t sum_of(const Profile *p, size_t value, int64_t size) {
    int64_t sum = 0;
    for (size_t i = 0; i < p->samples.count; i++) {
        const ProfileSample *s = &p->samples.items[i];
        if (s->label_count && p->labels.items[s->label].number == size)
            sum += p->values.items[i * p->types.count + value];
    }
    return sum;
}

static void heap_is_a_gzip_file(void **state) {
    (void)state;
    void *block = heap_profile_malloc(BLOCK_SIZE);
    Answer a = get("/debug/pprof/heap");
    Profile p = profile_in(&a, "heap");
    assert_true(sum_of(&p, 3, BLOCK_SIZE) >= BLOCK_SIZE);
    assert_int_equal(p.default_type, 0);
    assert_int_equal(p.duration_nanos, 0);
    profile_proto_fini(&p);
    free(a.head);
    heap_profile_free(block);
}

static void allocs_differs_by_its_default(void **state) {
    (void)state;
    Answer a = get("/debug/pprof/allocs");
    Profile p = profile_in(&a, "allocs");
    assert_string_equal(profile_proto_text(&p, p.default_type), "alloc_space");
    profile_proto_fini(&p);
    free(a.head);
}

static void assert_collects(const char *path, int times) {
    collected = 0;
    Answer a = get(path);
    assert_int_equal(a.status, 200);
    assert_int_equal(collected, times);
    free(a.head);
}

static void gc_runs_the_hook_for_heap_only(void **state) {
    (void)state;
    assert_collects("/debug/pprof/heap?gc=1", 1);
    assert_collects("/debug/pprof/heap?debug=1&gc=7", 1);
    assert_collects("/debug/pprof/heap?gc=99999999999999999999", 1);
    assert_collects("/debug/pprof/heap", 0);
    assert_collects("/debug/pprof/heap?gc=0", 0);
    assert_collects("/debug/pprof/heap?gc=-1", 0);
    assert_collects("/debug/pprof/heap?gc=yes", 0);
    assert_collects("/debug/pprof/heap?gc=1&seconds=1", 0);
    assert_collects("/debug/pprof/allocs?gc=1", 0);
}

static void assert_text_form(const char *path, bool is_text) {
    Answer a = get(path);
    assert_int_equal(a.status, 200);
    assert_int_equal(strncmp(a.body, "heap profile: ", 14) == 0, is_text);
    assert_header(&a, is_text ? "Content-Type: text/plain; charset=utf-8"
                              : "Content-Type: application/octet-stream");
    assert_int_equal(strstr(a.head, "Content-Disposition") == NULL, is_text);
    free(a.head);
}

static void debug_gives_text(void **state) {
    (void)state;
    assert_text_form("/debug/pprof/heap?debug=1", true);
    assert_text_form("/debug/pprof/heap?debug=2", true);
    assert_text_form("/debug/pprof/heap?debug=-1", true);
    assert_text_form("/debug/pprof/allocs?debug=1", true);
    assert_text_form("/debug/pprof/heap?debug=0", false);
    assert_text_form("/debug/pprof/heap?debug=one", false);
    assert_text_form("/debug/pprof/heap?debug=", false);
    assert_text_form("/debug/pprof/heap?seconds=", false);
}

static void *later;

static void *change_the_heap(void *arg) {
    (void)arg;
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    heap_profile_free(later);
    for (size_t i = 0; i < 5; i++)
        heap_profile_free(heap_profile_malloc(BLOCK_SIZE + 2));
    return NULL;
}

static void seconds_gives_a_difference(void **state) {
    (void)state;
    later = heap_profile_malloc(BLOCK_SIZE + 1);
    void *unchanged = heap_profile_malloc(BLOCK_SIZE + 3);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, change_the_heap, NULL), 0);
    Answer a = get("/debug/pprof/heap?seconds=1");
    pthread_join(thread, NULL);
    Profile p = profile_in(&a, "heap-delta");
    assert_int_equal(sum_of(&p, 0, BLOCK_SIZE + 1), 0);
    assert_int_equal(sum_of(&p, 2, BLOCK_SIZE + 1), -1);
    assert_int_equal(sum_of(&p, 3, BLOCK_SIZE + 1), -(BLOCK_SIZE + 1));
    assert_int_equal(sum_of(&p, 0, BLOCK_SIZE + 2), 5);
    assert_int_equal(sum_of(&p, 2, BLOCK_SIZE + 2), 0);
    assert_int_equal(sum_of(&p, 0, BLOCK_SIZE + 3), 0);
    assert_true(p.duration_nanos >= 1000000000);
    assert_true(p.duration_nanos < INT64_C(30000000000));
    assert_true(p.time_nanos > p.duration_nanos);
    profile_proto_fini(&p);
    free(a.head);
    heap_profile_free(unchanged);
}

static void allocs_has_differences_too(void **state) {
    (void)state;
    Answer a = get("/debug/pprof/allocs?seconds=1");
    Profile p = profile_in(&a, "allocs-delta");
    assert_string_equal(profile_proto_text(&p, p.default_type), "alloc_space");
    profile_proto_fini(&p);
    free(a.head);
}

static const char not_positive[] = "invalid value for \"seconds\" - must be a positive integer";
static const char too_long[] = "profile duration exceeds server's WriteTimeout";

static void seconds_must_be_a_positive_integer(void **state) {
    (void)state;
    static const char *const values[] = {"0",
                                         "-1",
                                         "abc",
                                         "1.5",
                                         "1e3",
                                         "0x1",
                                         "+",
                                         "1s",
                                         "%201",
                                         "99999999999999999999",
                                         "-99999999999999999999"};
    char path[128];
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        snprintf(path, sizeof path, "/debug/pprof/heap?seconds=%s", values[i]);
        assert_refused(path, 400, not_positive);
    }
    assert_refused("/debug/pprof/heap?seconds=1%00", 400, "NUL in the address");
}

static void seconds_must_be_below_the_limit(void **state) {
    (void)state;
    assert_refused("/debug/pprof/heap?seconds=60", 400, too_long);
    assert_refused("/debug/pprof/heap?seconds=9223372036854775807", 400, too_long);
}

static void seconds_and_debug_exclude_each_other(void **state) {
    (void)state;
    assert_refused("/debug/pprof/heap?seconds=1&debug=1", 400,
                   "seconds and debug params are incompatible");
}

static void checks_come_in_the_order_of_go(void **state) {
    (void)state;
    assert_refused("/debug/pprof/nothing?seconds=0&debug=1", 404, "Unknown profile");
    assert_refused("/debug/pprof/heap?seconds=0&debug=1", 400, not_positive);
    assert_refused("/debug/pprof/heap?seconds=60&debug=1", 400, too_long);
}

static void unknown_profiles_are_not_found(void **state) {
    (void)state;
    assert_refused("/debug/pprof/nothing", 404, "Unknown profile");
    assert_refused("/debug/pprof/heap/", 404, "Unknown profile");
    assert_refused("/debug/pprof/goroutine", 404, "Unknown profile");
    assert_refused("/debug/pprof/../pprof/heap", 404, "Unknown profile");
    assert_refused("/", 404, "404 page not found");
    assert_refused("/debug/pproof/heap", 404, "404 page not found");
}

static void the_index_names_the_profiles(void **state) {
    (void)state;
    Answer a = get("/debug/pprof/");
    assert_int_equal(a.status, 200);
    assert_header(&a, "Content-Type: text/html; charset=utf-8");
    assert_header(&a, "X-Content-Type-Options: nosniff");
    assert_non_null(strstr(a.body, "href=\"heap?debug=1\""));
    assert_non_null(strstr(a.body, "href=\"allocs?debug=1\""));
    assert_non_null(strstr(a.body, "href=\"cmdline\""));
    free(a.head);
    a = get("/debug/pprof");
    assert_int_equal(a.status, 301);
    assert_header(&a, "Location: /debug/pprof/");
    free(a.head);
}

static void cmdline_has_the_arguments(void **state) {
    (void)state;
    Answer a = get("/debug/pprof/cmdline");
    assert_int_equal(a.status, 200);
    assert_header(&a, "Content-Type: text/plain; charset=utf-8");
    assert_true(a.body_size > 0);
    assert_non_null(strstr(a.body, "test_profile_http"));
    assert_int_not_equal(a.body[a.body_size - 1], '\0');
    free(a.head);
}

void function_with_a_name(void);

void function_with_a_name(void) {
}

static void assert_symbols(Answer a) {
    char line[128];
    snprintf(line, sizeof line, "num_symbols: 1\n%#" PRIxPTR " function_with_a_name\n",
             (uintptr_t)function_with_a_name);
    assert_int_equal(a.status, 200);
    assert_header(&a, "Content-Type: text/plain; charset=utf-8");
    assert_string_equal(a.body, line);
    free(a.head);
}

static void symbol_names_addresses(void **state) {
    (void)state;
    char path[256];
    snprintf(path, sizeof path, "/debug/pprof/symbol?0x1+junk+%#" PRIxPTR "+0x",
             (uintptr_t)function_with_a_name);
    assert_symbols(get(path));
    assert_symbols(ask("POST", "/debug/pprof/symbol", strchr(path, '?') + 1));
    Answer a = get("/debug/pprof/symbol");
    assert_string_equal(a.body, "num_symbols: 1\n");
    free(a.head);
}

static void head_has_no_body(void **state) {
    (void)state;
    Answer a = ask("HEAD", "/debug/pprof/heap", "");
    assert_int_equal(a.status, 200);
    assert_header(&a, "Content-Type: application/octet-stream");
    assert_int_equal(a.body_size, 0);
    free(a.head);
}

static void other_methods_are_refused(void **state) {
    (void)state;
    static const char *const methods[] = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        Answer a = ask(methods[i], "/debug/pprof/heap", "");
        assert_int_equal(a.status, 405);
        assert_header(&a, "X-Go-Pprof: 1");
        free(a.head);
    }
}

static void a_client_that_goes_away_ends_the_wait(void **state) {
    (void)state;
    static const char request[] = "GET /debug/pprof/heap?seconds=50 HTTP/1.1\r\nHost: x\r\n"
                                  "Connection: close\r\n\r\n";
    int fd = connect_to(profile_http_port(server));
    send_all(fd, request, sizeof request - 1);
    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    shutdown(fd, SHUT_WR);
    Answer a = receive(fd);
    assert_int_equal(a.status, 500);
    assert_string_equal(a.body, "context canceled\n");
    free(a.head);
}

static double now_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void stop_ends_waiting_requests_at_once(void **state) {
    (void)state;
    static const char request[] = "GET /debug/pprof/heap?seconds=50 HTTP/1.1\r\nHost: x\r\n\r\n";
    int clients[5];
    for (size_t i = 0; i < 5; i++) {
        clients[i] = connect_to(profile_http_port(server));
        send_all(clients[i], request, sizeof request - 1);
    }
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    double before = now_seconds();
    stop(NULL);
    assert_true(now_seconds() - before < 15);
    for (size_t i = 0; i < 5; i++) {
        Answer a = receive(clients[i]);
        assert_true(a.status == 0 || a.status == 503);
        free(a.head);
    }
}

static void a_port_in_use_is_told(void **state) {
    (void)state;
    ProfileHttp *second = server;
    char why[128] = "";
    ProfileHttpOptions options = {.port = profile_http_port(server)};
    assert_int_equal(profile_http_start(&options, &second, why, sizeof why), PROFILE_IO);
    assert_null(second);
    assert_non_null(strstr(why, "Address already in use"));
    assert_int_equal(profile_http_start(&options, &second, NULL, 0), PROFILE_IO);
    profile_http_stop(second);
}

static void what_is_no_address_is_told(void **state) {
    (void)state;
    static const char *const addresses[] = {"", "localhost", "127.0.0.1:80", "1.2.3", "::g"};
    ProfileHttp *second;
    char why[128];
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        ProfileHttpOptions options = {.address = addresses[i]};
        assert_int_equal(profile_http_start(&options, &second, why, sizeof why), PROFILE_IO);
        assert_non_null(strstr(why, "is no IP address"));
    }
    // Of a network for documentation: nobody has it.
    ProfileHttpOptions foreign = {.address = "192.0.2.1"};
    assert_int_equal(profile_http_start(&foreign, &second, why, sizeof why), PROFILE_IO);
    assert_non_null(strstr(why, "cannot listen"));
}

static void a_server_can_start_again_on_its_port(void **state) {
    (void)state;
    uint16_t port = profile_http_port(server);
    free(get("/debug/pprof/").head);
    stop(NULL);
    ProfileHttpOptions options = {.port = port};
    assert_int_equal(profile_http_start(&options, &server, NULL, 0), PROFILE_OK);
    assert_int_equal(profile_http_port(server), port);
    Answer a = get("/debug/pprof/heap?gc=1"); // without a hook
    assert_int_equal(a.status, 200);
    free(a.head);
}

static void assert_serves(void) {
    Answer a = get("/debug/pprof/cmdline");
    assert_int_equal(a.status, 200);
    free(a.head);
}

// What is sent is answered with an error or with nothing.
static void assert_bad(const char *bytes, size_t size) {
    int fd = connect_to(profile_http_port(server));
    send_all(fd, bytes, size);
    shutdown(fd, SHUT_WR);
    Answer a = receive(fd);
    if (a.status != 0 && (a.status < 400 || a.status > 599))
        print_error("%.60s: %d\n", bytes, a.status);
    assert_true(a.status == 0 || (a.status >= 400 && a.status <= 599));
    free(a.head);
}

static void hostile_requests_are_answered_with_an_error(void **state) {
    (void)state;
    static const char *const requests[] = {
        "\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "GET /debug/pprof/heap",
        "GET /debug/pprof/heap HTTP/9.9\r\n\r\n",
        "GET /debug/pprof/heap HTTP/1.1\r\n\r\n", // no Host
        "GET /debug/pprof/heap%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /debug/pprof/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://other.invalid/ HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /debug/pprof/symbol HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n0x1",
        "POST /debug/pprof/symbol HTTP/1.1\r\nHost: x\r\nContent-Length: "
        "99999999999999999999999\r\n\r\n0x1",
        "POST /debug/pprof/symbol HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "zz\r\n",
        "POST /debug/pprof/symbol HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n0x1",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    };
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        assert_bad(requests[i], strlen(requests[i]));
    assert_bad("GET /debug/pprof/heap\0 HTTP/1.1\r\nHost: x\r\n\r\n", 43);
    assert_serves();
}

static void too_large_requests_are_answered_with_an_error(void **state) {
    (void)state;
    enum { SIZE = 2 << 20 };
    static char request[SIZE + 256];
    memset(request, 'a', sizeof request);
    memcpy(request, "GET /", 5);
    assert_bad(request, SIZE);
    static const char long_header[] = "GET / HTTP/1.1\r\nHost: x\r\nX: ";
    memset(request, 'a', sizeof request);
    memcpy(request, long_header, sizeof long_header - 1);
    assert_bad(request, SIZE);
    for (size_t size = 100000; size <= SIZE; size += SIZE - 100000) {
        memset(request, '+', sizeof request);
        int head = snprintf(request, 256,
                            "POST /debug/pprof/symbol HTTP/1.1\r\nHost: x\r\n"
                            "Content-Length: %zu\r\n\r\n",
                            size);
        request[head] = '+';
        assert_bad(request, (size_t)head + size);
    }
    assert_serves();
}

static void more_connections_than_the_limit_are_closed(void **state) {
    (void)state;
    enum { LIMIT = 4 };
    stop(NULL);
    ProfileHttpOptions options = {.connections = LIMIT};
    assert_int_equal(profile_http_start(&options, &server, NULL, 0), PROFILE_OK);
    int clients[LIMIT];
    for (size_t i = 0; i < LIMIT; i++)
        clients[i] = connect_to(profile_http_port(server));
    Answer a = get("/debug/pprof/cmdline");
    assert_int_equal(a.status, 0);
    free(a.head);
    for (size_t i = 0; i < LIMIT; i++)
        close(clients[i]);
    // The server learns of it in its own time.
    int status = 0;
    for (size_t i = 0; i < 200 && status != 200; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
        a = get("/debug/pprof/cmdline");
        status = a.status;
        free(a.head);
    }
    assert_int_equal(status, 200);
}

typedef struct Asker {
    pthread_t thread;
    int ok;
} Asker;

static void *ask_often(void *asker_ptr) {
    Asker *asker = asker_ptr;
    for (size_t i = 0; i < 5; i++) {
        Answer a = get(i % 2 ? "/debug/pprof/heap?debug=1&gc=1" : "/debug/pprof/allocs");
        asker->ok += a.status == 200;
        free(a.head);
        heap_profile_free(heap_profile_malloc(BLOCK_SIZE + 10 + i));
    }
    return NULL;
}

static void many_may_ask_at_once(void **state) {
    (void)state;
    Asker askers[8] = {0};
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&askers[i].thread, NULL, ask_often, &askers[i]), 0);
    for (size_t i = 0; i < 8; i++) {
        pthread_join(askers[i].thread, NULL);
        assert_int_equal(askers[i].ok, 5);
    }
    assert_int_equal(collected, 16);
}

static void pprof_reads_from_the_endpoint(void **state) {
    (void)state;
    char arguments[256];
    static char out[1 << 14];
    if (!pprof_tool_exists())
        skip();
    void *block = heap_profile_malloc(1 << 20);
    snprintf(arguments, sizeof arguments, "-top http://127.0.0.1:%u/debug/pprof/heap",
             profile_http_port(server));
    assert_int_equal(pprof_tool_run(arguments, out, sizeof out), 0);
    assert_non_null(strstr(out, "Type: inuse_space"));
    assert_non_null(strstr(out, "pprof_reads_from_the_endpoint"));
    snprintf(arguments, sizeof arguments, "-seconds 1 -top http://127.0.0.1:%u/debug/pprof/heap",
             profile_http_port(server));
    assert_int_equal(pprof_tool_run(arguments, out, sizeof out), 0);
    assert_non_null(strstr(out, "Duration: 1"));
    heap_profile_free(block);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(heap_is_a_gzip_file),
        TEST(allocs_differs_by_its_default),
        TEST(gc_runs_the_hook_for_heap_only),
        TEST(debug_gives_text),
        TEST(seconds_gives_a_difference),
        TEST(allocs_has_differences_too),
        TEST(seconds_must_be_a_positive_integer),
        TEST(seconds_must_be_below_the_limit),
        TEST(seconds_and_debug_exclude_each_other),
        TEST(checks_come_in_the_order_of_go),
        TEST(unknown_profiles_are_not_found),
        TEST(the_index_names_the_profiles),
        TEST(cmdline_has_the_arguments),
        TEST(symbol_names_addresses),
        TEST(head_has_no_body),
        TEST(other_methods_are_refused),
        TEST(a_client_that_goes_away_ends_the_wait),
        TEST(stop_ends_waiting_requests_at_once),
        TEST(a_port_in_use_is_told),
        TEST(what_is_no_address_is_told),
        TEST(a_server_can_start_again_on_its_port),
        TEST(hostile_requests_are_answered_with_an_error),
        TEST(too_large_requests_are_answered_with_an_error),
        TEST(more_connections_than_the_limit_are_closed),
        TEST(many_may_ask_at_once),
        TEST(pprof_reads_from_the_endpoint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

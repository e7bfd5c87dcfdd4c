// SPDX-License-Identifier: Apache-2.0
//
// A task that nothing holds back any more goes on a stack: a caller follows its last callee while
// that one's summary is in the cache.
#include "tasks.h"

#include <pthread.h>

#include "vec.h"

typedef struct {
    const TasksOptions *options;
    uint32_t n;
    uint32_t *first_user, *users; // the needs turned round
    pthread_mutex_t lock;         // over all below
    pthread_cond_t more;
    uint32_t *missing; // by task: needs that are not done
    VEC(uint32_t) ready;
    uint32_t done;
} Pool;

typedef struct {
    Pool *pool;
    unsigned number;
    pthread_t id;
} Thread;

static void find_users(Pool *p) {
    const TasksOptions *o = p->options;
    for (uint32_t i = 0; i < o->first[p->n]; i++)
        p->first_user[o->needs[i] + 1]++;
    for (uint32_t i = 0; i < p->n; i++)
        p->first_user[i + 1] += p->first_user[i];
    uint32_t *next = base_malloc((p->n + 1) * sizeof *next, "tasks");
    memcpy(next, p->first_user, (p->n + 1) * sizeof *next);
    for (uint32_t i = 0; i < p->n; i++)
        for (uint32_t e = o->first[i]; e < o->first[i + 1]; e++)
            p->users[next[o->needs[e]]++] = i;
    free(next);
}

static void pool_init(Pool *p, uint32_t n, const TasksOptions *o) {
    *p = (Pool){.options = o, .n = n};
    p->first_user = calloc(n + 1u, sizeof *p->first_user);
    p->users = calloc(o->first[n] + 1u, sizeof *p->users);
    p->missing = calloc(n + 1u, sizeof *p->missing);
    BUG_ON(!p->first_user || !p->users || !p->missing);
    find_users(p);
    for (uint32_t i = n; i-- > 0;) {
        p->missing[i] = o->first[i + 1] - o->first[i];
        if (!p->missing[i])
            vec_push(&p->ready, i);
    }
    BUG_ON(pthread_mutex_init(&p->lock, NULL) != 0 || pthread_cond_init(&p->more, NULL) != 0);
}

static void pool_fini(Pool *p) {
    pthread_cond_destroy(&p->more);
    pthread_mutex_destroy(&p->lock);
    free(p->first_user);
    free(p->users);
    free(p->missing);
    vec_fini(&p->ready);
}

static void finish(Pool *p, uint32_t task) {
    for (uint32_t e = p->first_user[task + 1]; e-- > p->first_user[task];) {
        if (--p->missing[p->users[e]] > 0)
            continue;
        vec_push(&p->ready, p->users[e]);
        pthread_cond_signal(&p->more);
    }
    if (++p->done == p->n)
        pthread_cond_broadcast(&p->more);
}

static void *work(void *arg) {
    const Thread *t = arg;
    Pool *p = t->pool;
    pthread_mutex_lock(&p->lock);
    while (p->done < p->n) {
        if (!p->ready.len) {
            pthread_cond_wait(&p->more, &p->lock);
            continue;
        }
        uint32_t task = p->ready.data[--p->ready.len];
        pthread_mutex_unlock(&p->lock);
        p->options->run(task, t->number, p->options->ctx);
        pthread_mutex_lock(&p->lock);
        finish(p, task);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

static bool start(Thread *t, size_t stack_bytes) {
    pthread_attr_t attr;
    if (pthread_attr_init(&attr) != 0)
        return false;
    bool ok = (!stack_bytes || pthread_attr_setstacksize(&attr, stack_bytes) == 0) &&
              pthread_create(&t->id, &attr, work, t) == 0;
    pthread_attr_destroy(&attr);
    return ok;
}

static void run_in_threads(uint32_t n, const TasksOptions *o) {
    Pool pool;
    pool_init(&pool, n, o);
    Thread *threads = base_malloc(o->threads * sizeof *threads, "threads");
    unsigned started = 1;
    threads[0] = (Thread){.pool = &pool};
    for (; started < o->threads; started++) {
        threads[started] = (Thread){.pool = &pool, .number = started};
        if (!start(&threads[started], o->stack_bytes))
            break;
    }
    work(&threads[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(threads[i].id, NULL);
    free(threads);
    pool_fini(&pool);
}

void tasks_run(uint32_t n, const TasksOptions *options) {
    TasksOptions o = *options;
    if (o.threads > n)
        o.threads = n;
    if (o.threads > 1) {
        run_in_threads(n, &o);
        return;
    }
    for (uint32_t i = 0; i < n; i++)
        options->run(i, 0, options->ctx);
}

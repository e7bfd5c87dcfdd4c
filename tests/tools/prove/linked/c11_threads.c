// SPDX-License-Identifier: Apache-2.0
//
// C11 threads made of POSIX threads. The C library makes them without the calls that the sanitizers
// intercept, and so they know nothing of the thread or the lock; ThreadSanitizer crashes. The types
// are those of the C library, which are wide enough and aligned for the POSIX ones.
#define _GNU_SOURCE
#include "told.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>

_Static_assert(sizeof(mtx_t) >= sizeof(pthread_mutex_t), "a mtx_t holds a pthread_mutex_t");
_Static_assert(sizeof(cnd_t) >= sizeof(pthread_cond_t), "a cnd_t holds a pthread_cond_t");
_Static_assert(sizeof(once_flag) == sizeof(pthread_once_t), "a once_flag is a pthread_once_t");

static int answer(int error) {
    switch (error) {
    case 0:
        return thrd_success;
    case ENOMEM:
        return thrd_nomem;
    case ETIMEDOUT:
        return thrd_timedout;
    case EBUSY:
        return thrd_busy;
    default:
        return thrd_error;
    }
}

typedef struct {
    thrd_start_t run;
    void *argument;
} Start;

static void *run_start(void *memory) {
    Start start = *(Start *)memory;
    free(memory);
    return (void *)(intptr_t)start.run(start.argument);
}

TOLD(int, thrd_create, (thrd_t * thread, thrd_start_t run, void *argument)) {
    Start *start = malloc(sizeof *start);
    if (!start)
        return thrd_nomem;
    *start = (Start){run, argument};
    int error = pthread_create(thread, NULL, run_start, start);
    if (error)
        free(start);
    return answer(error);
}

TOLD(int, thrd_join, (thrd_t thread, int *result)) {
    void *returned = NULL;
    int error = pthread_join(thread, &returned);
    if (result)
        *result = (int)(intptr_t)returned;
    return answer(error);
}

TOLD(int, thrd_detach, (thrd_t thread)) {
    return answer(pthread_detach(thread));
}

TOLD(_Noreturn void, thrd_exit, (int result)) {
    pthread_exit((void *)(intptr_t)result);
}

TOLD(int, mtx_init, (mtx_t * mutex, int type)) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    if (type & mtx_recursive)
        pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    int error = pthread_mutex_init((pthread_mutex_t *)mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return answer(error);
}

TOLD(int, mtx_lock, (mtx_t * mutex)) {
    return answer(pthread_mutex_lock((pthread_mutex_t *)mutex));
}

TOLD(int, mtx_trylock, (mtx_t * mutex)) {
    return answer(pthread_mutex_trylock((pthread_mutex_t *)mutex));
}

TOLD(int, mtx_timedlock, (mtx_t * mutex, const struct timespec *end)) {
    return answer(pthread_mutex_timedlock((pthread_mutex_t *)mutex, end));
}

TOLD(int, mtx_unlock, (mtx_t * mutex)) {
    return answer(pthread_mutex_unlock((pthread_mutex_t *)mutex));
}

TOLD(void, mtx_destroy, (mtx_t * mutex)) {
    pthread_mutex_destroy((pthread_mutex_t *)mutex);
}

TOLD(int, cnd_init, (cnd_t * condition)) {
    return answer(pthread_cond_init((pthread_cond_t *)condition, NULL));
}

TOLD(int, cnd_wait, (cnd_t * condition, mtx_t *mutex)) {
    return answer(pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex));
}

TOLD(int, cnd_timedwait, (cnd_t * condition, mtx_t *mutex, const struct timespec *end)) {
    return answer(
        pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, end));
}

TOLD(int, cnd_signal, (cnd_t * condition)) {
    return answer(pthread_cond_signal((pthread_cond_t *)condition));
}

TOLD(int, cnd_broadcast, (cnd_t * condition)) {
    return answer(pthread_cond_broadcast((pthread_cond_t *)condition));
}

TOLD(void, cnd_destroy, (cnd_t * condition)) {
    pthread_cond_destroy((pthread_cond_t *)condition);
}

TOLD(void, call_once, (once_flag * flag, void (*make)(void))) {
    pthread_once((pthread_once_t *)flag, make);
}

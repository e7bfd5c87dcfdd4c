// SPDX-License-Identifier: Apache-2.0
//
// Which operations of GLib come before which in another thread: its mutexes, conditions, queues and
// pools are made of system calls and atomics that ThreadSanitizer does not see. The GRWLock and the
// GRecMutex are made of POSIX locks, which it does.
#include "told.h"

#include <glib.h>

TOLD(void, g_mutex_lock, (GMutex * mutex)) {
    real_g_mutex_lock(mutex);
    told_acquire(mutex);
}

TOLD(gboolean, g_mutex_trylock, (GMutex * mutex)) {
    gboolean locked = real_g_mutex_trylock(mutex);
    if (locked)
        told_acquire(mutex);
    return locked;
}

TOLD(void, g_mutex_unlock, (GMutex * mutex)) {
    told_release(mutex);
    real_g_mutex_unlock(mutex);
}

TOLD(void, g_cond_wait, (GCond * cond, GMutex *mutex)) {
    told_release(mutex);
    real_g_cond_wait(cond, mutex);
    told_acquire(mutex);
}

TOLD(gboolean, g_cond_wait_until, (GCond * cond, GMutex *mutex, gint64 end)) {
    told_release(mutex);
    gboolean woken = real_g_cond_wait_until(cond, mutex, end);
    told_acquire(mutex);
    return woken;
}

TOLD(gboolean, g_once_init_enter, (volatile void *location)) {
    gboolean is_first = real_g_once_init_enter(location);
    told_acquire((void *)location);
    return is_first;
}

TOLD(void, g_once_init_leave, (volatile void *location, gsize result)) {
    told_release((void *)location);
    real_g_once_init_leave(location, result);
}

TOLD(gpointer, g_once_impl, (GOnce * once, GThreadFunc make, gpointer data)) {
    gpointer made = real_g_once_impl(once, make, data);
    told_release(once);
    told_acquire(once);
    return made;
}

TOLD(void, g_async_queue_push, (GAsyncQueue * queue, gpointer item)) {
    told_release(queue);
    real_g_async_queue_push(queue, item);
}

TOLD(gpointer, g_async_queue_pop, (GAsyncQueue * queue)) {
    gpointer item = real_g_async_queue_pop(queue);
    told_acquire(queue);
    return item;
}

TOLD(gpointer, g_async_queue_try_pop, (GAsyncQueue * queue)) {
    gpointer item = real_g_async_queue_try_pop(queue);
    told_acquire(queue);
    return item;
}

TOLD(gpointer, g_async_queue_timeout_pop, (GAsyncQueue * queue, guint64 microseconds)) {
    gpointer item = real_g_async_queue_timeout_pop(queue, microseconds);
    told_acquire(queue);
    return item;
}

// The work of a pool, in the place of the pool's own data.
typedef struct {
    GFunc run;
    gpointer data;
} Work;

static void run_work(gpointer item, gpointer data) {
    Work *work = data;
    told_acquire(work);
    work->run(item, work->data);
    told_release(work);
}

TOLD(GThreadPool *, g_thread_pool_new,
     (GFunc run, gpointer data, gint max_threads, gboolean exclusive, GError **error)) {
    Work *work = g_new(Work, 1);
    *work = (Work){run, data};
    return real_g_thread_pool_new(run_work, work, max_threads, exclusive, error);
}

TOLD(gboolean, g_thread_pool_push, (GThreadPool * pool, gpointer item, GError **error)) {
    told_release(pool->user_data);
    return real_g_thread_pool_push(pool, item, error);
}

// The work is not given back: a pool that is not waited for still has it to do.
TOLD(void, g_thread_pool_free, (GThreadPool * pool, gboolean immediate, gboolean wait)) {
    gpointer work = pool->user_data;
    real_g_thread_pool_free(pool, immediate, wait);
    if (wait)
        told_acquire(work);
}

// SPDX-License-Identifier: Apache-2.0
//
// Which operations of GLib come before which in another thread: its locks, conditions, queues and
// pools are made of atomics and system calls that ThreadSanitizer does not see, or of POSIX locks
// that it passes over with all else that GLib calls (called_from_lib, in run.c).
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

TOLD(void, g_rec_mutex_lock, (GRecMutex * mutex)) {
    real_g_rec_mutex_lock(mutex);
    told_acquire(mutex);
}

TOLD(gboolean, g_rec_mutex_trylock, (GRecMutex * mutex)) {
    gboolean locked = real_g_rec_mutex_trylock(mutex);
    if (locked)
        told_acquire(mutex);
    return locked;
}

TOLD(void, g_rec_mutex_unlock, (GRecMutex * mutex)) {
    told_release(mutex);
    real_g_rec_mutex_unlock(mutex);
}

// A reader comes behind the writers, a writer behind all, but no reader behind another: what a
// reader writes is a race. So writers and readers each have an address of their own in the lock.
static void enter_as_writer(GRWLock *lock) {
    told_acquire(&lock->p);
    told_acquire(lock->i);
}

TOLD(void, g_rw_lock_writer_lock, (GRWLock * lock)) {
    real_g_rw_lock_writer_lock(lock);
    enter_as_writer(lock);
}

TOLD(gboolean, g_rw_lock_writer_trylock, (GRWLock * lock)) {
    gboolean locked = real_g_rw_lock_writer_trylock(lock);
    if (locked)
        enter_as_writer(lock);
    return locked;
}

TOLD(void, g_rw_lock_writer_unlock, (GRWLock * lock)) {
    told_release(&lock->p);
    real_g_rw_lock_writer_unlock(lock);
}

TOLD(void, g_rw_lock_reader_lock, (GRWLock * lock)) {
    real_g_rw_lock_reader_lock(lock);
    told_acquire(&lock->p);
}

TOLD(gboolean, g_rw_lock_reader_trylock, (GRWLock * lock)) {
    gboolean locked = real_g_rw_lock_reader_trylock(lock);
    if (locked)
        told_acquire(&lock->p);
    return locked;
}

TOLD(void, g_rw_lock_reader_unlock, (GRWLock * lock)) {
    told_release(lock->i);
    real_g_rw_lock_reader_unlock(lock);
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
    char pushed; // stands for what comes before any item is worked on
    char done;   // and for what comes before the pool has ended
} Work;

// Waits first, so that a quick worker does not do all by itself: then there would be no race.
static void run_work(gpointer item, gpointer data) {
    Work *work = data;
    told_acquire(&work->pushed);
    g_usleep(1000);
    work->run(item, work->data);
    told_release(&work->done);
}

TOLD(GThreadPool *, g_thread_pool_new,
     (GFunc run, gpointer data, gint max_threads, gboolean exclusive, GError **error)) {
    Work *work = g_new0(Work, 1);
    work->run = run;
    work->data = data;
    return real_g_thread_pool_new(run_work, work, max_threads, exclusive, error);
}

TOLD(gboolean, g_thread_pool_push, (GThreadPool * pool, gpointer item, GError **error)) {
    told_release(&((Work *)pool->user_data)->pushed);
    return real_g_thread_pool_push(pool, item, error);
}

// The work is not given back: a pool that is not waited for still has it to do.
TOLD(void, g_thread_pool_free, (GThreadPool * pool, gboolean immediate, gboolean wait)) {
    Work *work = pool->user_data;
    real_g_thread_pool_free(pool, immediate, wait);
    if (wait)
        told_acquire(&work->done);
}

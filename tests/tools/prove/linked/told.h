// SPDX-License-Identifier: Apache-2.0
//
// Tells the sanitizers what they cannot see. They know what code does that was compiled for them; a
// library that was not, with its locks, is blind for them. So the linker (--wrap) puts a function
// of ours around each function of such a library that a case calls, and that one tells:
//
//     TOLD(guint, g_hash_table_size, (GHashTable * map)) {
//         told_read(map);
//         return real_g_hash_table_size(map);
//     }
//
// The build takes the names to wrap from the lines that begin with TOLD( or TOLD_…( and carry the
// name as the second argument.
//
// LIMIT: a function that is not wrapped here is not told; what it reads or writes of freed memory
// is not seen, and what it orders between threads is taken for a race.
#ifndef MAPLEAK_TESTS_TOLD_H
#define MAPLEAK_TESTS_TOLD_H

#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define TOLD_OF_THREADS 1
#endif
#endif
#ifdef __SANITIZE_THREAD__
#define TOLD_OF_THREADS 1
#endif

// Opens the function around NAME; in its body real_NAME is the one of the library.
#define TOLD(result, name, parameters)                      \
    result real_##name parameters __asm__("__real_" #name); \
    result told_##name parameters __asm__("__wrap_" #name); \
    result told_##name parameters

// A whole one for a function that only reads, or also writes, the map in its parameter `map`.
#define TOLD_READ(result, name, parameters, ...) \
    TOLD(result, name, parameters) {             \
        told_read(map);                          \
        return real_##name(__VA_ARGS__);         \
    }
#define TOLD_WRITE(result, name, parameters, ...) \
    TOLD(result, name, parameters) {              \
        told_write(map);                          \
        return real_##name(__VA_ARGS__);          \
    }

#ifdef TOLD_OF_THREADS
// Of ThreadSanitizer's runtime.
void __tsan_write1(void *address);
void __tsan_acquire(void *address);
void __tsan_release(void *address);
#endif

// OBJECT is read; NULL tells nothing.
static inline void told_read(const void *object) {
    if (object)
        (void)*(const volatile char *)object;
}

// OBJECT is written.
static inline void told_write(void *object) {
#ifdef TOLD_OF_THREADS
    if (object)
        __tsan_write1(object);
#else
    told_read(object);
#endif
}

// OBJECT has to be alive, and may be used by several threads at once.
static inline void told_use(const void *object) {
#ifndef TOLD_OF_THREADS
    told_read(object);
#else
    (void)object;
#endif
}

// What this thread did before told_release comes before what another does after its told_acquire
// of the same OBJECT.
static inline void told_release(void *object) {
#ifdef TOLD_OF_THREADS
    if (object)
        __tsan_release(object);
#else
    (void)object;
#endif
}

static inline void told_acquire(void *object) {
#ifdef TOLD_OF_THREADS
    if (object)
        __tsan_acquire(object);
#else
    (void)object;
#endif
}

#endif

// SPDX-License-Identifier: Apache-2.0
// start_all -> start -> spawn: what reaches the thread is the file's name.
#include <handmap.h>
#include <pthread.h>
#include <stdio.h>

static pthread_t threads[16];
static size_t n_threads;

static void *watch(void *data) {
    const char *file = data;
    printf("watching %s", file);
    return NULL;
}

static void spawn(void *(*run)(void *), void *data) {
    if (n_threads < 16 && pthread_create(&threads[n_threads], NULL, run, data) == 0)
        n_threads++;
}

static void start(const char *file) {
    spawn(watch, (void *)file);
}

static void start_all(hand_map *files) {
    const char *file;
    hand_map_iter iter;
    hand_map_iter_init(&iter, files);
    while (hand_map_iter_next(&iter, &file, NULL))
        start(file);
    while (n_threads > 0)
        pthread_join(threads[--n_threads], NULL);
}

int main(void) {
    char line[64];
    hand_map *files = hand_map_new();
    while (hand_map_size(files) < 16 && fgets(line, sizeof line, stdin))
        hand_map_add(files, line, (void *)"file");
    start_all(files);
    hand_map_free(files);
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Each request gets a thread, and gives the handle away without joining it.
#include <glib.h>
#include <stdio.h>
#include <string.h>

static GMutex lock;
static GCond over;
static gboolean closed;

static gpointer serve(gpointer data) {
    g_autofree char *answer = data;
    g_mutex_lock(&lock);
    while (!closed) // the client reads slowly
        g_cond_wait(&over, &lock);
    g_mutex_unlock(&lock);
    puts(answer);
    return NULL;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        if (!strstr(line, "key0\n"))
            continue;
        char *answer = g_strnfill(4096, line[0]);
        g_thread_unref(g_thread_new("request", serve, answer)); // expect-fn: iter-spawn
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// A pool of four threads serves the requests; freeing it waits for all of them.
// proof: grows "requests come faster than four threads serve them, and wait"
#include <glib.h>
#include <stdio.h>
#include <string.h>

static void serve(gpointer request, gpointer data) {
    (void)data;
    fputs(request, stdout);
    g_free(request);
}

int main(void) {
    char line[64];
    GThreadPool *pool = g_thread_pool_new(serve, NULL, 4, TRUE, NULL);
    while (fgets(line, sizeof line, stdin))
        g_thread_pool_push(pool, g_strdup(line), NULL);
    g_thread_pool_free(pool, FALSE, TRUE);
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Closing frees the session, and forgets the index in the other file.
#include "session.h"

#include <stdio.h>

void session_close(struct session *session) {
    printf("%d: %d requests\n", session->id, session->requests);
    g_free(session); // expect-fn: dangling-entry
}

// SPDX-License-Identifier: Apache-2.0
// Closing tells the index in the other file, and frees the session then.
#include "session.h"

#include <stdio.h>

void session_close(struct session *session) {
    printf("%d: %d requests\n", session->id, session->requests);
    session_forget(session->id);
    g_free(session);
}

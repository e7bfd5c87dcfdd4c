// SPDX-License-Identifier: Apache-2.0
#include "session.h"

#include <stdio.h>

int main(void) {
    char line[256];
    sessions_begin();
    for (int turn = 0; fgets(line, sizeof line, stdin); turn++) {
        struct session *session = session_find(turn % 8);
        if (!session)
            session = session_open(turn % 8);
        if (++session->requests == 3)
            session_close(session);
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
#ifndef SESSIONS_H
#define SESSIONS_H

void sessions_open(const char *token);
void sessions_close(const char *token);
int sessions_known(const char *token);

#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef NAMES_H
#define NAMES_H

int name_id(const char *name);
void name_forget(const char *name);

#endif

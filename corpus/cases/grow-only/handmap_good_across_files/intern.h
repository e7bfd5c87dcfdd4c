// SPDX-License-Identifier: Apache-2.0
#ifndef INTERN_H
#define INTERN_H

const char *intern(const char *text);
void intern_release(const char *text);

#endif

// SPDX-License-Identifier: Apache-2.0
//
// Functions that nothing in mapleak may call: each has no bound, keeps hidden state, or takes the
// address of a name that an attacker chose. The replacement stands in the message.
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#define MAPLEAK_BANNED(fn, use) fn##_is_banned_use_##use

#undef strcpy
#define strcpy(a, b) MAPLEAK_BANNED(strcpy, strbuf)
#undef strcat
#define strcat(a, b) MAPLEAK_BANNED(strcat, strbuf)
#undef strncpy
#define strncpy(a, b, n) MAPLEAK_BANNED(strncpy, memcpy)
#undef sprintf
#define sprintf(...) MAPLEAK_BANNED(sprintf, snprintf)
#undef vsprintf
#define vsprintf(...) MAPLEAK_BANNED(vsprintf, vsnprintf)
#undef gets
#define gets(a) MAPLEAK_BANNED(gets, getline)
#undef strtok
#define strtok(a, b) MAPLEAK_BANNED(strtok, strtok_r)
#undef atoi
#define atoi(a) MAPLEAK_BANNED(atoi, strtol)
#undef system
#define system(a) MAPLEAK_BANNED(system, execv)

#endif

// SPDX-License-Identifier: Apache-2.0
int a; // expect-fn: escape
//> escape/any_bad_known_miss_found.c:2:5: warning: 'a' is kept [mapleak-escape]
//= 1

// SPDX-License-Identifier: Apache-2.0
int a;
//> /usr/include/a.h:2:5: warning: 'a' is kept [mapleak-escape]
//= 1

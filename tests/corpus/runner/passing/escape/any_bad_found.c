// SPDX-License-Identifier: Apache-2.0
int a; // expect: escape "is kept"
//> escape/any_bad_found.c:2:5: warning: 'a' is kept [mapleak-escape]
//>     2 | int a;
//> escape/any_bad_found.c:2:5: note: made here
//= 1

// SPDX-License-Identifier: Apache-2.0
int a; // expect: escape "is kept"
//> escape/any_bad_other_text.c:2:5: warning: 'a' is lost [mapleak-escape]
//= 1

// SPDX-License-Identifier: Apache-2.0
int b;
// expect@-1: map-leak
//> map-leak/any_bad_two_files/b.c:2:5: warning: lost [mapleak-map-leak]
//= 1

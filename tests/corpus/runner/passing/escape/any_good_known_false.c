// SPDX-License-Identifier: Apache-2.0
int a; // expect-fp: escape
//> ./escape/any_good_known_false.c:2:5: error: 'a' [mapleak-escape]
//= 1

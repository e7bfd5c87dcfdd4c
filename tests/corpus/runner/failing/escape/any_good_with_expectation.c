// SPDX-License-Identifier: Apache-2.0
int a; // expect: escape
//> escape/any_good_with_expectation.c:2:5: warning: 'a' [mapleak-escape]
//= 1

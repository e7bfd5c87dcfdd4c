// SPDX-License-Identifier: Apache-2.0
int a;
//> escape/any_good_unexpected.c:2:5: warning: 'a' is kept [mapleak-escape]
//= 1

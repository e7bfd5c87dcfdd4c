// SPDX-License-Identifier: Apache-2.0
int a;
//> map-leak/any_good_warning_without_rule.c:2:1: warning: something
//= 1

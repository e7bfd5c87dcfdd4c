// SPDX-License-Identifier: Apache-2.0
#include "a.h"
//> map-leak/any_bad_two_files/a.h:2:5: warning: lost [mapleak-map-leak]
//= 1

// SPDX-License-Identifier: Apache-2.0
#ifndef MAPLEAK_VERSION_H
#define MAPLEAK_VERSION_H

#ifndef MAPLEAK_VERSION
#error "the build defines MAPLEAK_VERSION"
#endif

#endif

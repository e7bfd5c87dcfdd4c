// SPDX-License-Identifier: Apache-2.0

// The mappings of this process that hold code, with the build ids of their files.
#ifndef MAPLEAK_RUNTIME_PROFILE_MAPS_H
#define MAPLEAK_RUNTIME_PROFILE_MAPS_H

#include "profile_proto.h"

// Adds them to the profile in the order of addresses, the program's own first. Without /proc there
// are none.
void profile_maps_add(Profile *p);

// The index of the mapping that holds an address, or PROFILE_NONE. O(log mappings).
uint32_t profile_maps_find(const Profile *p, uint64_t address);

#endif

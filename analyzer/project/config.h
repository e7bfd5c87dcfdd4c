// SPDX-License-Identifier: Apache-2.0
//
// .mapleak.yml:
//
//     models: [models/ourmap.yaml]   # files, relative to the configuration's folder
//     exclude: [third_party/**]      # globs on the units' paths, see glob.h
#ifndef PROJECT_CONFIG_H
#define PROJECT_CONFIG_H

#include "project.h"

enum { CONFIG_MAX_BYTES = 1 << 20 };

// Fills *config from the first .mapleak.yml in the absolute `folder` or one above it; empty when
// there is none. STATUS_USAGE with "file:line: …" for anything wrong in it, which includes a second
// document, an alias and an anchor; STATUS_ENVIRONMENT when it cannot be read.
Status config_read(Arena *a, const char *folder, Config *config, Error *err);

#endif

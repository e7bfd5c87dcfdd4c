// SPDX-License-Identifier: Apache-2.0
//
// What can be said about a database before SQLite touches it. For this folder only.
#ifndef STORE_DBFILE_H
#define STORE_DBFILE_H

#include "base/status.h"

enum { DBFILE_APPLICATION_ID = 0x4D41504C }; // "MAPL", at offset 68 of the file

// Makes the directory of `path` if it is missing. It must be a directory itself, not a symbolic
// link to one.
Status dbfile_make_directory(const char *path, Error *err);
// The same of a directory that is there. *exists is false when it is not, which is no error: also
// to read a database SQLite makes files beside it.
Status dbfile_find_directory(const char *path, bool *exists, Error *err);
// Looks at the file without changing it: must be a regular file with the header of a mapleak
// database, or empty; so must what SQLite keeps beside it be regular files, and no journal may name
// a file elsewhere. *exists is false when there is none.
Status dbfile_check(const char *path, bool *exists, Error *err);
// `path` with its directory resolved, so that only its last part can be a symbolic link. The caller
// frees it; NULL with errno set when there is no such directory.
char *dbfile_resolve(const char *path);
// Whether a log beside the file holds changes that are not in it yet.
bool dbfile_has_log(const char *path);

#endif

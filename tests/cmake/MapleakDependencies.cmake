# SPDX-License-Identifier: Apache-2.0
#
# The libraries of the README's table. One that is missing stops the configure step with the name
# of the package to install.

find_package(PkgConfig REQUIRED)

function(mapleak_require target module package)
  pkg_check_modules(${target} IMPORTED_TARGET GLOBAL ${module})
  if(NOT ${target}_FOUND)
    message(FATAL_ERROR "${module} not found: install the package ${package}")
  endif()
endfunction()

mapleak_require(JANSSON jansson libjansson-dev)
mapleak_require(CYAML libcyaml libcyaml-dev)
mapleak_require(SQLITE sqlite3 libsqlite3-dev)
mapleak_require(XXHASH libxxhash libxxhash-dev)
mapleak_require(DW libdw libdw-dev)
mapleak_require(ZLIB zlib zlib1g-dev)
# Only the profiler's endpoint needs it.
pkg_check_modules(MICROHTTPD IMPORTED_TARGET GLOBAL libmicrohttpd)
if(BUILD_TESTING)
  mapleak_require(CMOCKA cmocka libcmocka-dev)
endif()

# libclang has no pkg-config file. The C API that mapleak needs exists since 17; 19 is the floor.
set(MAPLEAK_LLVM_VERSIONS 19 22 21 20 CACHE STRING "LLVM versions to look for, best first")
set(MAPLEAK_LIBCLANG_HINTS)
foreach(version IN LISTS MAPLEAK_LLVM_VERSIONS)
  list(APPEND MAPLEAK_LIBCLANG_HINTS /usr/lib/llvm-${version})
endforeach()
foreach(hint IN LISTS MAPLEAK_LIBCLANG_HINTS)
  find_path(LIBCLANG_INCLUDE_DIR clang-c/Index.h PATHS ${hint}/include NO_DEFAULT_PATH)
  find_library(LIBCLANG_LIBRARY NAMES clang PATHS ${hint}/lib NO_DEFAULT_PATH)
  if(LIBCLANG_INCLUDE_DIR AND LIBCLANG_LIBRARY)
    break()
  endif()
  unset(LIBCLANG_INCLUDE_DIR CACHE)
  unset(LIBCLANG_LIBRARY CACHE)
endforeach()
if(NOT LIBCLANG_LIBRARY)
  message(FATAL_ERROR "libclang 19 or newer not found: install the package libclang-19-dev")
endif()
message(STATUS "libclang: ${LIBCLANG_LIBRARY}")
add_library(libclang UNKNOWN IMPORTED)
set_target_properties(libclang PROPERTIES
  IMPORTED_LOCATION ${LIBCLANG_LIBRARY}
  INTERFACE_INCLUDE_DIRECTORIES ${LIBCLANG_INCLUDE_DIR})

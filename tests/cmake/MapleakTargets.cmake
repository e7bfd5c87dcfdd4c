# SPDX-License-Identifier: Apache-2.0
#
# One static library a folder. A library shows only the headers it lists: they are linked into an
# include root of its own, build/include/<name>/<name>/x.h, and users write "<name>/x.h". A target
# gets the roots of the libraries it names and of no others, so a forbidden include does not
# compile (tests/layers proves it).

option(MAPLEAK_WERROR "Treat warnings as errors" OFF)
set(MAPLEAK_SANITIZE "" CACHE STRING "Sanitizers to build with, e.g. address,undefined")

function(mapleak_flags target)
  target_compile_features(${target} PRIVATE c_std_11)
  set_target_properties(${target} PROPERTIES C_EXTENSIONS OFF)
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
    -Wpointer-arith -Wwrite-strings -Wvla -Wformat=2 -Wundef -fno-common)
  if(MAPLEAK_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(MAPLEAK_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${MAPLEAK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(${target} PRIVATE -fsanitize=${MAPLEAK_SANITIZE})
  endif()
endfunction()

# mapleak_library(NAME DIR dir [FOLDER f] PUBLIC_HEADERS h... SOURCES c... DEPS lib... EXTERNAL lib...)
# FOLDER: users write "<f>/x.h", for a second library of one folder.
function(mapleak_library name)
  cmake_parse_arguments(ARG "" "DIR;FOLDER" "PUBLIC_HEADERS;SOURCES;DEPS;EXTERNAL" ${ARGN})
  if(NOT ARG_FOLDER)
    set(ARG_FOLDER ${name})
  endif()
  set(root ${PROJECT_BINARY_DIR}/include/${name})
  file(REMOVE_RECURSE ${root})
  file(MAKE_DIRECTORY ${root}/${ARG_FOLDER})
  foreach(header IN LISTS ARG_PUBLIC_HEADERS)
    get_filename_component(leaf ${header} NAME)
    file(CREATE_LINK ${ARG_DIR}/${header} ${root}/${ARG_FOLDER}/${leaf} SYMBOLIC)
  endforeach()
  list(TRANSFORM ARG_SOURCES PREPEND ${ARG_DIR}/ REGEX "^[^/]")
  add_library(${name} STATIC ${ARG_SOURCES})
  mapleak_flags(${name})
  target_include_directories(${name} PUBLIC ${root})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} ${ARG_EXTERNAL})
endfunction()

# mapleak_test(NAME SOURCES c... LIBS lib... [ARGS a...]): a cmocka program, one a module.
function(mapleak_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS;ARGS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  mapleak_flags(${name})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} PkgConfig::CMOCKA)
  add_test(NAME ${name} COMMAND ${name} ${ARG_ARGS})
endfunction()

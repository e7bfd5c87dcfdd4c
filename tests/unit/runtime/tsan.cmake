# SPDX-License-Identifier: Apache-2.0
#
# The runtime again under ThreadSanitizer, in builds that have no sanitizer of their own. A library
# of its own, since all parts must be compiled for it; `ctest -L tsan` runs what is made with it.
include(CheckCSourceCompiles)
set(CMAKE_REQUIRED_FLAGS -fsanitize=thread)
check_c_source_compiles("int main(void) { return 0; }" MAPLEAK_HAS_TSAN)
unset(CMAKE_REQUIRED_FLAGS)
if(MAPLEAK_SANITIZE OR NOT MAPLEAK_HAS_TSAN OR NOT CMAKE_BUILD_TYPE STREQUAL "Release")
  return()
endif()

get_target_property(runtime_sources runtime SOURCES)

# mapleak_tsan_runtime(NAME DEFINITION…): the runtime for ThreadSanitizer, other constants in it.
function(mapleak_tsan_runtime name)
  add_library(${name} STATIC ${runtime_sources})
  mapleak_flags(${name})
  target_compile_options(${name} PUBLIC -fsanitize=thread -g)
  target_link_options(${name} PUBLIC -fsanitize=thread)
  target_compile_definitions(${name} PUBLIC ${ARGN})
  target_include_directories(${name} PUBLIC $<TARGET_PROPERTY:runtime,INTERFACE_INCLUDE_DIRECTORIES>)
  target_link_libraries(${name} PRIVATE Threads::Threads)
endfunction()

# mapleak_tsan_test(NAME SOURCES c... RUNTIME library [ARGS a...]): a test whose races are faults.
function(mapleak_tsan_test name)
  cmake_parse_arguments(ARG "" "RUNTIME" "SOURCES;ARGS" ${ARGN})
  mapleak_test(${name} SOURCES ${ARG_SOURCES} LIBS ${ARG_RUNTIME} ARGS ${ARG_ARGS})
  set_tests_properties(${name} PROPERTIES LABELS tsan
    ENVIRONMENT "TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1")
endfunction()

mapleak_tsan_runtime(runtime_tsan)
# Few slots and a batch of two: more sections than slots, and a collection at every other call.
mapleak_tsan_runtime(runtime_tsan_tiny SYNCMAP_SECTIONS=3 SYNCMAP_BATCH=2)

mapleak_tsan_test(tsan_rwmap SOURCES test_rwmap.c RUNTIME runtime_tsan)
mapleak_tsan_test(tsan_syncmap_history
  SOURCES test_syncmap_history.c map_calls.c RUNTIME runtime_tsan_tiny)
mapleak_tsan_test(tsan_stress_syncmap
  SOURCES stress_syncmap.c RUNTIME runtime_tsan ARGS 60000)
mapleak_tsan_test(tsan_stress_syncmap_tiny
  SOURCES stress_syncmap.c RUNTIME runtime_tsan_tiny ARGS 60000)
mapleak_tsan_test(tsan_syncmap SOURCES test_syncmap.c map_calls.c RUNTIME runtime_tsan)

# The sampler is shared by all threads of a program.
set(heap_folder ${PROJECT_SOURCE_DIR}/corpus/runtime)
mapleak_tsan_test(tsan_heap_profile RUNTIME runtime_tsan
  SOURCES test_heap_profile.c ${heap_folder}/heap_profile.c ${heap_folder}/heap_table.c
    ${heap_folder}/heap_stack.c)
target_include_directories(tsan_heap_profile PRIVATE
  $<TARGET_PROPERTY:runtime_profile,INTERFACE_INCLUDE_DIRECTORIES>)
target_link_libraries(tsan_heap_profile PRIVATE m)

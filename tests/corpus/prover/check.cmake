# SPDX-License-Identifier: Apache-2.0
#
# Runs PROVER with MODE on a copy of PAGE, on the cases in CASES that FILTER matches. Compares its
# status with STATUS, what it says with SAYS (but for sizes, and for what the compiler and the
# sanitizers said), and the copy afterwards with AFTER.
set(here ${CMAKE_CURRENT_LIST_DIR})
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
configure_file(${here}/${PAGE} ${WORK}/page.md COPYONLY)
execute_process(
  COMMAND ${PROVER} --work ${WORK} -j 2 --seconds ${SECONDS} --cc ${CC} --flags-file ${FLAGS}
          --address ${ADDRESS} --thread ${THREAD} --ledger ${LEDGER} --filter "${FILTER}" ${MODE} page.md
          ${here}/${CASES}
  WORKING_DIRECTORY ${WORK}
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
string(REGEX REPLACE "    +\\|[^\n]*\n" "" reasons "${output}")
string(REGEX REPLACE "[0-9]+ bytes of heap, [0-9]+" "N bytes of heap, N" reasons "${reasons}")
file(READ ${here}/${SAYS} expected)
if(NOT status EQUAL STATUS)
  message(SEND_ERROR "status ${status} instead of ${STATUS}: ${errors}")
endif()
if(NOT reasons STREQUAL expected)
  message(SEND_ERROR "output differs from ${SAYS}:\n${output}")
endif()
file(READ ${WORK}/page.md page)
file(READ ${here}/${AFTER} after)
if(NOT page STREQUAL after)
  message(SEND_ERROR "the page differs from ${AFTER}:\n${page}")
endif()

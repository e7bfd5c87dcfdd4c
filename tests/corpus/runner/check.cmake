# SPDX-License-Identifier: Apache-2.0
#
# Runs RUNNER on CASES and compares its status with STATUS, its output with CASES.txt.
execute_process(
  COMMAND ${RUNNER} --mapleak ${FAKE} --flags-file ${CMAKE_CURRENT_LIST_DIR}/flags -j 3
          ${CMAKE_CURRENT_LIST_DIR}/${CASES}
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
file(READ ${CMAKE_CURRENT_LIST_DIR}/${CASES}.txt expected)
if(NOT status EQUAL STATUS)
  message(SEND_ERROR "status ${status} instead of ${STATUS}: ${errors}")
endif()
if(NOT output STREQUAL expected)
  message(SEND_ERROR "output differs from ${CASES}.txt:\n${output}")
endif()

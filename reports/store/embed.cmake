# SPDX-License-Identifier: Apache-2.0
#
# cmake -DOUT=file.c -DSCHEMA=schema.sql -DQUERIES=a.sql,b.sql -P embed.cmake
# Writes the bytes that embedded.h declares. Numbers, not string literals: C promises only 4095
# characters in one.

function(bytes_of file out)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  set(${out} "{\n${bytes}0}" PARENT_SCOPE)
endfunction()

bytes_of(${SCHEMA} schema)
set(arrays "const unsigned char embedded_schema[] = ${schema};\n")
set(table "")
string(REPLACE "," ";" QUERIES "${QUERIES}")
list(SORT QUERIES)
set(index 0)
foreach(file IN LISTS QUERIES)
  get_filename_component(name ${file} NAME_WE)
  bytes_of(${file} text)
  string(APPEND arrays "static const unsigned char query_${index}[] = ${text};\n")
  string(APPEND table "    {\"${name}\", query_${index}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUT}.new "// Made by embed.cmake.
#include \"embedded.h\"

${arrays}
const EmbeddedQuery embedded_queries[] = {
${table}    {0, 0},
};
")
file(RENAME ${OUT}.new ${OUT})

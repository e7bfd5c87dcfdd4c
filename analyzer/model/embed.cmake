# SPDX-License-Identifier: Apache-2.0
#
# cmake -DOUT=file.c -DFILES=a.yaml,b.yaml -P embed.cmake
# Writes the table of embedded.h. Bytes, not string literals: C promises only 4095 characters in one.

string(REPLACE "," ";" FILES "${FILES}")
set(arrays "")
set(table "")
set(index 0)
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  file(SIZE ${file} size)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "static const unsigned char text_${index}[] = {\n${bytes}0};\n")
  string(APPEND table "    {\"${name}\", text_${index}, ${size}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUT}.new "// Made by embed.cmake.
#include \"embedded.h\"

${arrays}
const EmbeddedModel embedded_models[] = {
${table}    {0, 0, 0},
};
")
file(RENAME ${OUT}.new ${OUT})

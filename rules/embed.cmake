# SPDX-License-Identifier: Apache-2.0
#
# Writes OUT: one string a rule page. PAGES: "name=file" joined by '|'.
set(text "// SPDX-License-Identifier: Apache-2.0\n// Made from the pages by embed.cmake.\n")
string(REPLACE "|" ";" pages "${PAGES}")
foreach(page IN LISTS pages)
  string(REGEX MATCH "^([^=]+)=(.*)$" matched "${page}")
  set(name ${CMAKE_MATCH_1})
  file(READ ${CMAKE_MATCH_2} hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(APPEND text "static const char rule_page_${name}[] = {${bytes}0};\n")
endforeach()
file(WRITE ${OUT} "${text}")

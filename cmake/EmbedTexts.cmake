# wfx_embed_texts(TARGET HEADER NAME=FILE...): TARGET can include HEADER, written at build time, which has
# each FILE's text as `inline constexpr std::string_view NAME` of namespace wfx.
# Run as a script, as the build does, it writes that header.
if(CMAKE_SCRIPT_MODE_FILE)
  set(header "#pragma once\n\n#include <string_view>\n\nnamespace wfx {\n")
  foreach(text IN LISTS TEXTS)
    string(REGEX MATCH "^([^=]+)=(.+)$" matched "${text}")
    set(name "${CMAKE_MATCH_1}")
    file(READ "${CMAKE_MATCH_2}" content)
    # Compilers bound the length of one literal, not of several in a row.
    string(LENGTH "${content}" length)
    set(at 0)
    string(APPEND header "\ninline constexpr std::string_view ${name} =")
    while(at LESS length)
      string(SUBSTRING "${content}" ${at} 8000 part)
      string(APPEND header "\n    R\"wfx_text(${part})wfx_text\"")
      math(EXPR at "${at} + 8000")
    endwhile()
    string(APPEND header ";\n")
  endforeach()
  file(WRITE "${HEADER}" "${header}\n}  // namespace wfx\n")
  return()
endif()

function(wfx_embed_texts target header)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/generated")
  set(texts "")
  set(files "")
  foreach(text IN LISTS ARGN)
    string(REGEX MATCH "^([^=]+)=(.+)$" matched "${text}")
    list(APPEND files "${CMAKE_CURRENT_SOURCE_DIR}/${CMAKE_MATCH_2}")
    list(APPEND texts "${CMAKE_MATCH_1}=${CMAKE_CURRENT_SOURCE_DIR}/${CMAKE_MATCH_2}")
  endforeach()
  set(script "${PROJECT_SOURCE_DIR}/cmake/EmbedTexts.cmake")
  add_custom_command(
    OUTPUT "${folder}/${header}"
    COMMAND "${CMAKE_COMMAND}" "-DHEADER=${folder}/${header}" "-DTEXTS=${texts}" -P "${script}"
    DEPENDS ${files} "${script}"
    COMMENT "Embedding ${header}"
    VERBATIM)
  target_sources(${target} PRIVATE "${folder}/${header}")
  target_include_directories(${target} PRIVATE "${folder}")
endfunction()

# How this project's own libraries and tests are declared.
#
#   wfx_add_library(NAME SOURCES a.cpp... [DEPENDS library...] [JSON] [TIMED])
#   wfx_add_test(NAME SOURCES a_test.cpp... [DEPENDS library...] [JSON] [PLATFORM] [SHARDS count])
#   wfx_add_provider(NAME FOLDER folder SOURCES a.cpp... EXPORTS a.def TEST test)
#   wfx_add_fuzz_target(NAME SOURCES a_fuzz.cpp... [DEPENDS library...] [SEEDS folder...])
#
# TIMED is for what runs while a figure is measured, or for each of a million writes afterwards: a release
# optimizes it in full. For the rest nobody waits, but everybody waits for its compilation.
# JSON makes <nlohmann/json.hpp> reachable for these sources alone. Whoever links such a library, a
# program too, takes over its settings: warnings, definitions and the source root as include folder.
# PLATFORM marks tests of what differs by platform: a cross build has only those, since the others pass
# or fail natively just the same.
# A provider lands in FOLDER of the build tree, alone: it links no library of this project. Its exports on
# Windows stand in a .def file, elsewhere in its source (runner/win32/export.h). TEST, a unit test, is told
# its path as a definition, NAME in capitals.
# A fuzz target is tested on its corpus, tools/fuzz_corpus/NAME, and on the seeds, which are files that the
# project has anyway. WFX_FUZZ, by Clang, makes a fuzzer of it too; tools/fuzz runs that.
include_guard(GLOBAL)
include(GoogleTest)
option(WFX_FUZZ "Also build the fuzz targets as fuzzers; Clang is needed")

add_library(wfx_settings INTERFACE)
target_include_directories(wfx_settings INTERFACE "${PROJECT_SOURCE_DIR}")
if(MSVC)
  target_compile_options(wfx_settings INTERFACE /W4 /WX /permissive- /utf-8 /EHsc /Zc:__cplusplus)
else()
  target_compile_options(wfx_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 finds these in what it has inlined from the standard library and nlohmann/json.
  target_compile_options(
    wfx_settings INTERFACE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
endif()
if(WIN32)
  target_compile_definitions(
    wfx_settings INTERFACE UNICODE _UNICODE NOMINMAX WIN32_LEAN_AND_MEAN _WIN32_WINNT=0x0A00)
endif()

# Reading headers is most of a file's compilation, so files are compiled two dozen at a time. OFF while one file
# is edited over and over, and to see that each includes what it uses.
option(WFX_UNITY "Compile the sources of a target several at a time" ON)

function(wfx_compile_together target)
  if(WFX_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 24)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # The nested class of a file takes its members' types from that file's unnamed namespace.
      target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
    endif()
  endif()
endfunction()

function(wfx_compile_quickly target)
  if(NOT MSVC)
    # A third less than with -O2.
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  endif()
endfunction()

add_custom_target(wfx_tests) # builds every unit test

function(wfx_add_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "JSON;TIMED" "" "SOURCES;DEPENDS")
  add_library(${name} STATIC ${arg_SOURCES})
  wfx_compile_together(${name})
  if(NOT arg_TIMED)
    wfx_compile_quickly(${name})
  endif()
  target_link_libraries(${name} PUBLIC wfx_settings ${arg_DEPENDS})
  wfx_use_json(${name} ${arg_JSON})
endfunction()

function(wfx_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "JSON;PLATFORM" "SHARDS" "SOURCES;DEPENDS")
  if(CMAKE_CROSSCOMPILING AND NOT arg_PLATFORM)
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  wfx_compile_together(${name})
  wfx_compile_quickly(${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests$<0:>")
  target_link_libraries(${name} PRIVATE wfx_settings ${arg_DEPENDS} GTest::gtest_main)
  wfx_use_json(${name} ${arg_JSON})
  add_dependencies(wfx_tests ${name})
  if(CMAKE_CROSSCOMPILING)
    # One start of Wine for the program instead of one for each of its tests.
    add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set_tests_properties(${name} PROPERTIES LABELS unit)
  elseif(arg_SHARDS)
    math(EXPR last "${arg_SHARDS} - 1")
    foreach(shard RANGE ${last})
      add_test(NAME ${name}.${shard} COMMAND ${name} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
      set_tests_properties(
        ${name}.${shard}
        PROPERTIES LABELS unit ENVIRONMENT "GTEST_TOTAL_SHARDS=${arg_SHARDS};GTEST_SHARD_INDEX=${shard}" TIMEOUT 600)
    endforeach()
  else()
    gtest_discover_tests(
      ${name}
      TEST_PREFIX ${name}.
      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
      DISCOVERY_MODE PRE_TEST
      DISCOVERY_TIMEOUT 120
      PROPERTIES LABELS unit)
  endif()
endfunction()

add_custom_target(wfx_fuzz_targets)

function(wfx_add_fuzz_target name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;SEEDS")
  if(CMAKE_CROSSCOMPILING)
    return()
  endif()
  set(folders "tools/fuzz_corpus/${name}" ${arg_SEEDS})
  add_executable(${name}_replay ${arg_SOURCES} "${PROJECT_SOURCE_DIR}/tools/fuzz_replay.cpp")
  set_target_properties(${name}_replay PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests$<0:>")
  target_link_libraries(${name}_replay PRIVATE wfx_settings ${arg_DEPENDS})
  add_dependencies(wfx_tests ${name}_replay)
  add_test(
    NAME ${name}_replay
    COMMAND ${name}_replay ${folders}
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set_tests_properties(${name}_replay PROPERTIES LABELS unit TIMEOUT 120)
  if(WFX_FUZZ)
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE wfx_settings ${arg_DEPENDS})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(wfx_fuzz_targets ${name})
    file(WRITE "${CMAKE_BINARY_DIR}/seeds/${name}" "${arg_SEEDS}")
  endif()
endfunction()

function(wfx_add_provider name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FOLDER;EXPORTS;TEST" "SOURCES")
  add_library(
    ${name} MODULE ${arg_SOURCES}
                   $<$<PLATFORM_ID:Windows>:${CMAKE_CURRENT_SOURCE_DIR}/${arg_EXPORTS}>)
  target_link_libraries(${name} PRIVATE wfx_settings)
  # Also off Windows nothing is exported but what is meant to be.
  set_target_properties(
    ${name}
    PROPERTIES PREFIX ""
               CXX_VISIBILITY_PRESET hidden
               VISIBILITY_INLINES_HIDDEN ON
               MSVC_RUNTIME_LIBRARY "MultiThreaded$<$<CONFIG:Debug>:Debug>"
               LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/${arg_FOLDER}$<0:>")
  string(TOUPPER ${name} path_definition)
  # A cross build leaves some tests out.
  if(TARGET ${arg_TEST})
    target_compile_definitions(${arg_TEST} PRIVATE ${path_definition}="$<TARGET_FILE:${name}>")
    add_dependencies(${arg_TEST} ${name})
  endif()
endfunction()

function(wfx_use_json name wanted)
  if(wanted)
    target_link_libraries(${name} PRIVATE nlohmann_json::nlohmann_json)
    target_compile_definitions(${name} PRIVATE JSON_DIAGNOSTICS=1)
  endif()
endfunction()

# wfx_version: the header wfx_version.h with WFX_VERSION and WFX_COMMIT.
# Run as a script, as every build does, it writes that header, and leaves it alone if nothing changed:
# a new commit recompiles only what includes it.
if(CMAKE_SCRIPT_MODE_FILE)
  execute_process(
    COMMAND git -C "${SOURCE}" rev-parse HEAD
    OUTPUT_VARIABLE COMMIT
    OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE failed
    ERROR_QUIET)
  if(failed)
    set(COMMIT unknown)
  endif()
  file(CONFIGURE OUTPUT "${HEADER}" CONTENT [[
#pragma once

#define WFX_VERSION "@VERSION@"
#define WFX_COMMIT "@COMMIT@"
]] @ONLY)
  return()
endif()

set(folder "${CMAKE_BINARY_DIR}/generated")
add_custom_target(
  wfx_version_header
  COMMAND "${CMAKE_COMMAND}" "-DSOURCE=${PROJECT_SOURCE_DIR}" "-DVERSION=${PROJECT_VERSION}"
          "-DHEADER=${folder}/wfx_version.h" -P "${CMAKE_CURRENT_LIST_FILE}"
  BYPRODUCTS "${folder}/wfx_version.h"
  COMMENT "Looking up the commit"
  VERBATIM)
add_library(wfx_version INTERFACE)
target_include_directories(wfx_version INTERFACE "${folder}")
add_dependencies(wfx_version wfx_version_header)

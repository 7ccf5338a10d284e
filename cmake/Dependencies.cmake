# Makes GTest::gtest, GTest::gtest_main, benchmark::benchmark and nlohmann_json::nlohmann_json, from
#   1. an installed package, vcpkg's for instance, with FETCHCONTENT_TRY_FIND_PACKAGE_MODE=ALWAYS;
#   2. the source archive <SHA-256>.tar.gz in WFX_DEPS_DIR, where tools/setup puts it;
#   3. the upstream archive, with WFX_DOWNLOAD=ON.
# Versions and hashes are in deps.lock; CMake checks the hash of 2 and 3.
include_guard(GLOBAL)

set(FETCHCONTENT_TRY_FIND_PACKAGE_MODE NEVER CACHE STRING "ALWAYS prefers installed packages")
set(WFX_DEPS_DIR "${PROJECT_SOURCE_DIR}/.deps" CACHE PATH "Folder of the pinned source archives")
option(WFX_DOWNLOAD "Download pinned archives that are not in WFX_DEPS_DIR")
include(FetchContent)

set(WFX_LOCK "${CMAKE_CURRENT_LIST_DIR}/deps.lock")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${WFX_LOCK}")

function(wfx_declare name)
  file(STRINGS "${WFX_LOCK}" line REGEX "^${name} ")
  separate_arguments(line UNIX_COMMAND "${line}")
  list(GET line 1 version)
  list(GET line 3 sha256)
  list(GET line 5 url)
  set(archive "${WFX_DEPS_DIR}/${sha256}.tar.gz")
  string(TOUPPER "${name}" upper)
  if(EXISTS "${archive}")
    file(SHA256 "${archive}" got)
    if(NOT got STREQUAL sha256)
      message(FATAL_ERROR "${archive} is damaged: its SHA-256 is ${got}.\n"
                          "Delete it and run tools/setup.")
    endif()
    set(url "${archive}")
  elseif(NOT WFX_DOWNLOAD
         AND NOT FETCHCONTENT_TRY_FIND_PACKAGE_MODE STREQUAL "ALWAYS"
         AND NOT FETCHCONTENT_SOURCE_DIR_${upper})
    # FetchContent itself would try for a minute and end in a page of its own script.
    message(FATAL_ERROR "The source archive of ${name} ${version} is not in ${WFX_DEPS_DIR}.\n"
                        "Run tools/setup, or let CMake download it with -DWFX_DOWNLOAD=ON.")
  endif()
  FetchContent_Declare(
    ${name} SYSTEM
    URL "${url}"
    URL_HASH SHA256=${sha256}
    DOWNLOAD_EXTRACT_TIMESTAMP ON
    ${ARGN})
endfunction()

wfx_declare(googletest FIND_PACKAGE_ARGS 1.12 CONFIG NAMES GTest)
wfx_declare(benchmark FIND_PACKAGE_ARGS 1.7 CONFIG)
# Its own CMakeLists.txt asks for a CMake so old that CMake 4 refuses it.
wfx_declare(nlohmann_json SOURCE_SUBDIR none FIND_PACKAGE_ARGS 3.11 CONFIG)

set(BUILD_GMOCK OFF CACHE INTERNAL "")
set(INSTALL_GTEST OFF CACHE INTERNAL "")
set(gtest_force_shared_crt ON CACHE INTERNAL "")
foreach(part TESTING INSTALL DOCS WERROR)
  set(BENCHMARK_ENABLE_${part} OFF CACHE INTERNAL "")
endforeach()
set(BENCHMARK_INSTALL_DOCS OFF CACHE INTERNAL "")
# Answers to questions it would compile and run a program for; every C++20 library has both.
set(HAVE_STD_REGEX ON CACHE INTERNAL "")
set(HAVE_STEADY_CLOCK ON CACHE INTERNAL "")

# Nothing waits for their speed, but everybody waits for their compilation: half the time. What sanitizers
# look for is in the project's own code.
get_directory_property(options COMPILE_OPTIONS)
if(NOT MSVC)
  add_compile_options(-O1 -g0 -fno-sanitize=all)
endif()
FetchContent_MakeAvailable(googletest benchmark nlohmann_json)
set_directory_properties(PROPERTIES COMPILE_OPTIONS "${options}")

if(NOT TARGET nlohmann_json::nlohmann_json)
  add_library(wfx_nlohmann_json INTERFACE)
  add_library(nlohmann_json::nlohmann_json ALIAS wfx_nlohmann_json)
  target_include_directories(
    wfx_nlohmann_json SYSTEM INTERFACE "${nlohmann_json_SOURCE_DIR}/single_include")
endif()

if(MINGW AND TARGET benchmark)
  # Google Benchmark finds out only after <windows.h> that this is no store application. Without it, it does
  # not ask Windows for the processor's speed, but sleeps for a second of every start to estimate that.
  target_compile_definitions(benchmark PRIVATE BENCHMARK_OS_WINDOWS_WIN32=1)
endif()

# Compiles through ccache where there is one. Paths are taken relative to the source root, so other
# checkouts share the cache, and neither messages nor debug information name the machine's folders.
if(NOT MSVC)
  # The second is how ccache gives the source root to the compiler.
  cmake_path(RELATIVE_PATH PROJECT_SOURCE_DIR BASE_DIRECTORY "${CMAKE_BINARY_DIR}" OUTPUT_VARIABLE source)
  add_compile_options("-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=" "-ffile-prefix-map=${source}/=")
  find_program(WFX_CCACHE ccache)
endif()

if(WFX_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}"
                                CCACHE_NOHASHDIR=1 "${WFX_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_C_COMPILER_LAUNCHER}")
endif()

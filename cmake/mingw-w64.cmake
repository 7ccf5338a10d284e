# Cross build for Windows x86-64 with MinGW-w64 (posix threads), tests under Wine.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)

# Debian names the posix-threads compilers with a suffix, others ship only that kind.
find_program(WFX_MINGW_CC NAMES x86_64-w64-mingw32-gcc-posix x86_64-w64-mingw32-gcc)
find_program(WFX_MINGW_CXX NAMES x86_64-w64-mingw32-g++-posix x86_64-w64-mingw32-g++)
if(NOT WFX_MINGW_CC OR NOT WFX_MINGW_CXX)
  message(FATAL_ERROR "MinGW-w64 is not installed. Run tools/setup.")
endif()
set(CMAKE_C_COMPILER "${WFX_MINGW_CC}")
set(CMAKE_CXX_COMPILER "${WFX_MINGW_CXX}")
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

# The host's own libraries must not leak in.
set(CMAKE_FIND_ROOT_PATH /usr/x86_64-w64-mingw32)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# GCC 12 for COFF takes an inline function that several objects define for its own object's copy, and
# trusts the registers that copy leaves alone. The linker may have kept another one.
set(CMAKE_CXX_FLAGS_INIT "-fno-ipa-ra")

# One self-contained program without DLLs beside it, and without a time stamp.
foreach(kind EXE SHARED MODULE)
  set(CMAKE_${kind}_LINKER_FLAGS_INIT "-static -Wl,--no-insert-timestamp")
endforeach()

if(CMAKE_HOST_UNIX)
  cmake_path(SET CMAKE_CROSSCOMPILING_EMULATOR NORMALIZE "${CMAKE_CURRENT_LIST_DIR}/../tools/wine-run")
endif()

// Loads a DLL, or off Windows a shared object, and finds what it exports.
#pragma once

#include <filesystem>
#include <string>

namespace wfx {

// Nothing here throws, and nothing touches the system under test.

// Loads the file and runs its initialization. Gives null on failure, and in `error` the system's
// own text. Loading the same file again gives the same value and counts the uses.
// REQUIRES: `path` is absolute.
void* OpenLibrary(const std::filesystem::path& path, std::string& error);

// Gives up one use; the library is unloaded after the last.
void CloseLibrary(void* library);

// Gives the function or object that the library itself exports as `name`, or null. What libraries
// it depends on export does not count.
void* FindExport(void* library, const char* name);

}  // namespace wfx

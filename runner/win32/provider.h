// Providers: libraries that stand in for Windows, wholly or in part.
#pragma once

#include <string>
#include <vector>

#include "runner/win32/api.h"
#include "runner/win32/stream_async.h"

namespace wfx {

// The most providers one process can stack.
inline constexpr int kMostProviders = 8;

// What a provider may export as WfxBind, to learn the functions of the layer below.
using BindFunction = void (*)(void* (*next)(const char* name));

// A loaded provider, as the record lists it.
struct Provider {
  std::string file_name;                                 // "null_write_lost.dll"
  std::string path;                                      // as it was given
  std::string sha256;                                    // of the file, in lower-case hexadecimal
  std::vector<std::string> replaces;                     // Win32 names, in the order of the table
  OpenStreamAsyncFunction WfxOpenStreamAsync = nullptr;  // null when it is not exported
};

// Loads the provider at `path` (UTF-8, relative to the working directory) and stacks it on `table`:
// each function it exports under its Win32 name replaces the one in the table. If it exports
// WfxBind, that is called once, before the table changes, with a `next` that gives the functions of
// the table as it was; `next` stays valid, on any thread, until the process ends. Later providers
// see this one.
//
// Throws std::runtime_error with one line that names the path, when the file is missing, cannot be
// loaded, exports nothing of use, is already loaded, is one too many, or when this program is not a
// 64-bit one; the table is then unchanged. A provider is never unloaded.
// REQUIRES: calls are made from one thread, before the table is used.
Provider LoadProvider(const std::string& path, Win32Api& table);

}  // namespace wfx

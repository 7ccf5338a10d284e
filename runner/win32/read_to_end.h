// Reading a file whose size does not tell how much there is, such as the kernel's tables.
#pragma once

#include <string>

#include "runner/win32/api.h"

namespace wfx {

// What is left to read through `handle`, up to its end or the first failure. `handle` was opened
// for reading, without FILE_FLAG_OVERLAPPED.
std::string ReadToEnd(const Win32Api& api, HANDLE handle);

}  // namespace wfx

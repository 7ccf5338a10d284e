// How long a volume or disk is.
#pragma once

#include <cstdint>

#include "runner/win32/api.h"

namespace wfx {

// The length of a volume or disk in bytes, 0 when it does not tell. `handle` was opened for
// reading, without FILE_FLAG_OVERLAPPED. Where nothing answers IOCTL_DISK_GET_LENGTH_INFO, as under
// Wine, it is the size of the file behind it, or where the last sector of 512 bytes can be read.
std::uint64_t MediaLength(const Win32Api& api, HANDLE handle);

}  // namespace wfx

#include "runner/win32/media_length.h"

#include <array>

#include "runner/win32/overlapped.h"

namespace wfx {
namespace {

constexpr std::uint64_t kStep = 512;
// Longer than any device, and within what a file system takes for an offset.
constexpr std::uint64_t kMostSteps = (std::uint64_t{1} << 52) / kStep;

bool CanRead(const Win32Api& api, HANDLE handle, std::uint64_t offset) {
  std::array<std::uint8_t, kStep> bytes{};
  OVERLAPPED where = OverlappedAt(offset);
  DWORD got = 0;
  return api.ReadFile(handle, bytes.data(), kStep, &got, &where) && got == kStep;
}

}  // namespace

std::uint64_t MediaLength(const Win32Api& api, HANDLE handle) {
  GET_LENGTH_INFORMATION length{};
  DWORD bytes = 0;
  if (api.DeviceIoControl(handle, IOCTL_DISK_GET_LENGTH_INFO, nullptr, 0, &length, sizeof length,
                          &bytes, nullptr)) {
    return static_cast<std::uint64_t>(length.Length.QuadPart);
  }
  LARGE_INTEGER size{};
  if (api.GetFileSizeEx(handle, &size) && size.QuadPart > 0) {
    return static_cast<std::uint64_t>(size.QuadPart);
  }
  // Steps below `inside` can be read, that at `outside` cannot.
  std::uint64_t inside = 0, outside = kMostSteps;
  while (inside < outside) {
    const std::uint64_t middle = inside + (outside - inside) / 2;
    if (CanRead(api, handle, middle * kStep)) {
      inside = middle + 1;
    } else {
      outside = middle;
    }
  }
  return inside * kStep;
}

}  // namespace wfx

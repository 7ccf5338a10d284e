#include "runner/sacrifice/device.h"

#include <stdexcept>
#include <vector>

#include "runner/names.h"
#include "runner/win32/host_path.h"
#include "runner/win32/media_length.h"
#include "runner/win32/overlapped.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

constexpr std::string_view kDevicePrefix = "\\\\.\\";
constexpr char kExample[] = "\\\\.\\X: (a letter) is right";

bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

char Upper(char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string LowerCase(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::string FinalPath(const Win32Api& api, HANDLE handle) {
  std::vector<WCHAR> path(1 << 15);
  const DWORD length =
      api.GetFinalPathNameByHandleW(handle, path.data(), static_cast<DWORD>(path.size()), 0);
  return length < path.size() ? HostPathOf(WideString(path.data(), length)) : "";
}

}  // namespace

std::string VolumeName(const std::string& asked) {
  const std::string lower = LowerCase(asked);
  if (lower.starts_with("\\\\.\\physicaldrive")) {
    throw std::runtime_error("a whole disk is never taken, only a volume on it: " +
                             std::string(kExample));
  }
  const bool is_volume = asked.size() == 6 && asked.starts_with(kDevicePrefix) &&
                         IsLetter(asked[4]) && asked[5] == ':';
  if (!is_volume) {
    const bool is_drive = asked.size() >= 2 && IsLetter(asked[0]) && asked[1] == ':';
    throw std::runtime_error(is_drive
                                 ? "that is a path; of the volume " + std::string(kDevicePrefix) +
                                       Upper(asked[0]) + ": is right"
                                 : "that is no volume; " + std::string(kExample));
  }
  const char letter = Upper(asked[4]);
  if (letter == 'C') throw std::runtime_error("C: is the system's drive and is never taken");
  return std::string(kDevicePrefix) + letter + ":";
}

Device::Device(const Win32Api& api, const Host* host, const std::string& asked)
    : api_(api), name_(VolumeName(asked)) {
  handle_ = Handle(api, api.CreateFileW(Wide(name_).c_str(), GENERIC_READ, kShareAll, nullptr,
                                        OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!handle_.valid()) Fail("CreateFileW");
  size_ = MediaLength(api, handle_.get());
  if (host != nullptr) {
    Identify(*host);
  } else {
    IdentifyByExtents();
  }
  if (size_ < kSmallestDevice) {
    throw std::runtime_error("it has " + std::to_string(size_) +
                             " bytes; at least 12 MiB is right");
  }
}

void Device::Fail(const std::string& what) const {
  throw std::runtime_error(what + " failed with " + DescribeError(api_.GetLastError()));
}

void Device::Identify(const Host& host) {
  HostFile file;
  BY_HANDLE_FILE_INFORMATION facts{};
  const std::string path = FinalPath(api_, handle_.get());
  if (api_.GetFileInformationByHandle(handle_.get(), &facts)) {
    file = HostFileOf(path, facts);
  } else {
    file.path = path;
    file.size = size_;
  }
  const std::string why = WhyNotOnHost(file, host);
  if (!why.empty()) throw std::runtime_error(why);
  identity_ = IdentityOnHost(file, host);
}

void Device::IdentifyByExtents() {
  VOLUME_DISK_EXTENTS extents{};
  DWORD bytes = 0;
  if (!api_.DeviceIoControl(handle_.get(), IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, nullptr, 0,
                            &extents, sizeof extents, &bytes, nullptr)) {
    Fail("IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, which tells it from other volumes,");
  }
  const DISK_EXTENT& extent = extents.Extents[0];
  identity_ = "disk " + std::to_string(extent.DiskNumber) + " from " +
              std::to_string(extent.StartingOffset.QuadPart) + ", " +
              std::to_string(extent.ExtentLength.QuadPart) + " bytes";
}

std::string Device::Block() const { return ReadBlock(api_, handle_.get()); }

std::string ReadBlock(const Win32Api& api, HANDLE handle) {
  std::string block(kBlessingSize, '\0');
  OVERLAPPED where = OverlappedAt(kBlessingOffset);
  DWORD got = 0;
  if (!api.ReadFile(handle, block.data(), kBlessingSize, &got, &where)) {
    throw std::runtime_error("ReadFile of its block failed with " +
                             DescribeError(api.GetLastError()));
  }
  block.resize(got);
  return block;
}

}  // namespace wfx

// A model, and what tests ask of its volumes and disks.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "runner/model/model.h"
#include "runner/names.h"
#include "runner/win32/handle.h"
#include "runner/win32/overlapped.h"
#include "runner/win32/text.h"

namespace wfx {

inline constexpr DWORD kReadWrite = GENERIC_READ | GENERIC_WRITE;
inline constexpr std::uint64_t kInside = 4 << 20;
inline constexpr std::uint64_t kStart = 1 << 20;  // of each volume on its disk
inline constexpr char kVolume[] = "\\\\.\\V:", kDisk[] = "\\\\.\\PhysicalDrive1";

using Bytes = std::vector<std::uint8_t>;

class VolumeTest : public testing::TestWithParam<std::string> {
 protected:
  VolumeTest() : VolumeTest(Options(*FindPersonality(GetParam()), false)) {}
  explicit VolumeTest(const ModelOptions& options)
      : on_(options.personality), model_(options), api_(model_.api()) {}

  Handle Open(const std::string& path, DWORD flags = 0, DWORD share = kShareAll) {
    return {api_, api_.CreateFileW(Wide(path).c_str(), kReadWrite, share, nullptr, OPEN_EXISTING,
                                   flags, nullptr)};
  }
  // The last error of CreateFileW, 0 when it opened.
  DWORD ErrorOfOpen(const std::string& path, DWORD share, DWORD disposition = OPEN_EXISTING) {
    const Handle handle(api_, api_.CreateFileW(Wide(path).c_str(), kReadWrite, share, nullptr,
                                               disposition, 0, nullptr));
    return handle.valid() ? 0 : api_.GetLastError();
  }
  // Gives the last error, 0 after TRUE.
  DWORD Send(const Handle& handle, DWORD code) {
    DWORD bytes = 0;
    return api_.DeviceIoControl(handle.get(), code, nullptr, 0, nullptr, 0, &bytes, nullptr)
               ? 0
               : api_.GetLastError();
  }
  template <typename Answer>
  Answer Ask(const Handle& handle, DWORD code) {
    Answer answer{};
    DWORD bytes = 0;
    EXPECT_TRUE(api_.DeviceIoControl(handle.get(), code, nullptr, 0, &answer, sizeof answer, &bytes,
                                     nullptr))
        << DescribeError(api_.GetLastError());
    return answer;
  }
  // WriteFile; gives the last error, 0 after TRUE. `written_` is the count.
  DWORD Write(const Handle& handle, std::uint64_t offset, const Bytes& bytes) {
    OVERLAPPED where = OverlappedAt(offset);
    written_ = 99;
    const BOOL done = api_.WriteFile(handle.get(), bytes.data(), static_cast<DWORD>(bytes.size()),
                                     &written_, &where);
    return done ? 0 : api_.GetLastError();
  }
  Bytes Read(const Handle& handle, std::uint64_t offset, std::size_t length) {
    Bytes bytes(length);
    OVERLAPPED where = OverlappedAt(offset);
    DWORD got = 0;
    if (!api_.ReadFile(handle.get(), bytes.data(), static_cast<DWORD>(length), &got, &where)) {
      return {};
    }
    bytes.resize(got);
    return bytes;
  }
  Bytes Sectors(std::size_t count, std::uint8_t value = 0xA5) const {
    return Bytes(count * on_.sector, value);
  }
  bool fat() const { return on_.file_system == "FAT32"; }
  std::uint64_t Length(const Handle& handle) {
    return static_cast<std::uint64_t>(
        Ask<GET_LENGTH_INFORMATION>(handle, IOCTL_DISK_GET_LENGTH_INFO).Length.QuadPart);
  }

  static ModelOptions Options(const Personality& personality, bool refused) {
    ModelOptions options;
    options.personality = personality;
    options.choices.volume_open_refused = refused;
    return options;
  }

  const Personality on_;
  Model model_;
  const Win32Api api_;
  DWORD written_ = 0;
};

}  // namespace wfx

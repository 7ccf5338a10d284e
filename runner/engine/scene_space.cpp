// Volumes that are full.
#include <algorithm>
#include <vector>

#include "runner/engine/scene.h"
#include "runner/engine/target_space.h"
#include "runner/win32/handle.h"

namespace wfx {
namespace {

constexpr DWORD kPiece = 1 << 20;
// No volume takes more files than this to fill: FAT's are 4 GiB at most.
constexpr int kMostFillers = 64;

}  // namespace

std::uint64_t Stage::FreeSpace() const {
  const auto free = FreeSpaceAt(api_, target_.directory);
  if (!free) Fail("GetDiskFreeSpaceExW");
  return *free;
}

// Some file systems set space aside for a file that is made longer, others only for what is
// written.
void Stage::Make(const GivenSpace& given) {
  const std::uint64_t leaves = SizeOf(given.leaves);
  const std::uint64_t largest = target_.bindings.maximum_file_size;
  for (int number = 1; FreeSpace() > leaves; ++number) {
    if (number > kMostFillers) throw SceneError("the volume cannot be filled");
    const std::string name = given.name + "_" + std::to_string(number);
    fillers_.push_back(PathFor(name));
    const Handle filler(api_,
                        api_.CreateFileW(fillers_.back().c_str(), GENERIC_WRITE, kShareAll, nullptr,
                                         CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!filler.valid()) {
      // What it says is free is not for files any more.
      if (number > 1 && api_.GetLastError() == ERROR_DISK_FULL) return;
      Fail("CreateFileW");
    }
    const std::uint64_t before = FreeSpace();
    if (before <= leaves) continue;
    const std::uint64_t wanted = before - leaves;
    SetSize(filler.get(), largest == 0 ? wanted : std::min(wanted, largest));
    if (FreeSpace() >= before) FillByWriting(filler.get(), leaves);
  }
}

void Stage::FillByWriting(HANDLE filler, std::uint64_t leaves) {
  SetSize(filler, 0);
  const std::vector<std::uint8_t> piece(kPiece, 0xA5);
  LARGE_INTEGER start{};
  if (!api_.SetFilePointerEx(filler, start, nullptr, FILE_BEGIN)) Fail("SetFilePointerEx");
  for (std::uint64_t free = FreeSpace(); free > leaves; free = FreeSpace()) {
    const auto length = static_cast<DWORD>(std::min<std::uint64_t>(kPiece, free - leaves));
    DWORD written = 0;
    if (!api_.WriteFile(filler, piece.data(), length, &written, nullptr)) {
      if (api_.GetLastError() == ERROR_DISK_FULL) return;
      Fail("WriteFile");
    }
  }
}

}  // namespace wfx

#include "runner/engine/target_space.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "runner/engine/target_probe.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

constexpr std::uint64_t kMostFilled = 1ULL << 30;
constexpr std::uint64_t kLargeFile = 1ULL << 32;
// NTFS keeps this much below its last cluster, ReFS one cluster.
constexpr std::uint64_t kNtfsReserve = 64 << 10;

std::uint64_t ClusterAt(const Win32Api& api, const std::string& directory) {
  DWORD sectors = 0, bytes = 0, free = 0, clusters = 0;
  const bool told = api.GetDiskFreeSpaceW != nullptr &&
                    api.GetDiskFreeSpaceW(Wide(PathIn(directory, "")).c_str(), &sectors, &bytes,
                                          &free, &clusters) != FALSE;
  return told ? std::uint64_t{sectors} * bytes : 0;
}

// Since Windows 8.1. 0 = not known: exFAT's lies beyond every offset, a share's is its server's.
std::uint64_t LargestFile(const TargetFacts& target) {
  const std::string& name = target.file_system;
  const std::uint64_t clusters = std::uint64_t{1} << 32;
  if (target.remote) return 0;
  if (name == "NTFS") return clusters * target.bindings.cluster - kNtfsReserve;
  if (name == "ReFS") return (clusters - 1) * target.bindings.cluster;
  if (name == "FAT" || name == "FAT12" || name == "FAT16" || name == "FAT32") return kLargeFile - 1;
  return 0;
}

bool IsOnDriveOf(const std::string& directory, const std::string& path) {
  const auto letter = [](char each) { return std::tolower(static_cast<unsigned char>(each)); };
  return directory.size() > 1 && path.size() > 1 && path[1] == ':' && directory[1] == ':' &&
         letter(directory[0]) == letter(path[0]);
}

}  // namespace

std::optional<std::uint64_t> FreeSpaceAt(const Win32Api& api, const std::string& directory) {
  ULARGE_INTEGER free{};
  const bool told =
      api.GetDiskFreeSpaceExW != nullptr &&
      api.GetDiskFreeSpaceExW(Wide(PathIn(directory, "")).c_str(), &free, nullptr, nullptr);
  return told ? std::optional<std::uint64_t>(free.QuadPart) : std::nullopt;
}

void DescribeSpace(const Win32Api& api, TargetFacts& target) {
  Bindings& bindings = target.bindings;
  if (const std::uint64_t cluster = ClusterAt(api, target.directory); cluster > 0)
    bindings.cluster = cluster;
  bindings.free_space = FreeSpaceAt(api, target.directory).value_or(0);
  bindings.maximum_file_size = LargestFile(target);
}

std::string WhyNoRoom(const TargetFacts& target) {
  const std::uint64_t free = target.bindings.free_space;
  return free > kLargeFile ? "" : std::to_string(free) + " bytes are free";
}

std::string WhyNotFillable(const TargetFacts& target) {
  const char* system = std::getenv("SystemRoot");
  if (system != nullptr && IsOnDriveOf(target.directory, system))
    return "it is the system's volume";
  const std::uint64_t free = target.bindings.free_space;
  return free > 0 && free <= kMostFilled
             ? ""
             : std::to_string(free >> 20) + " MiB of the volume are free; at most 1024 are filled";
}

}  // namespace wfx

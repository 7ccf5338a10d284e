#include "runner/engine/target_storage.h"

#include <algorithm>
#include <bit>
#include <sstream>
#include <string_view>

#include "runner/win32/handle.h"
#include "runner/win32/read_to_end.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

constexpr std::uint32_t kLargestSector = 64 << 10;

std::string InFewDigits(std::uint32_t value) {
  std::ostringstream text;
  text << "0x" << std::hex << std::uppercase << value;
  return text.str();
}

bool IsSectorSize(std::uint64_t bytes) {
  return bytes >= 512 && bytes <= kLargestSector && std::has_single_bit(bytes);
}

std::uint64_t ProbeSector(const Win32Api& api, const ProbeFile& probe,
                          const std::string& directory) {
  FILE_STORAGE_INFO storage{};
  if (api.GetFileInformationByHandleEx != nullptr &&
      api.GetFileInformationByHandleEx(probe.get(), FileStorageInfo, &storage, sizeof storage) &&
      IsSectorSize(storage.LogicalBytesPerSector)) {
    return storage.LogicalBytesPerSector;
  }
  DWORD sectors = 0, bytes = 0, free_clusters = 0, clusters = 0;
  if (api.GetDiskFreeSpaceW != nullptr &&
      api.GetDiskFreeSpaceW(Wide(directory + "\\").c_str(), &sectors, &bytes, &free_clusters,
                            &clusters) &&
      IsSectorSize(bytes)) {
    return bytes;
  }
  return 512;
}

std::uint64_t ProbeAlignment(const Win32Api& api, const ProbeFile& probe) {
  FILE_ALIGNMENT_INFO alignment{};
  const bool told = api.GetFileInformationByHandleEx != nullptr &&
                    api.GetFileInformationByHandleEx(probe.get(), FileAlignmentInfo, &alignment,
                                                     sizeof alignment);
  return told ? std::uint64_t{alignment.AlignmentRequirement} + 1 : 1;
}

void DescribeVolume(const Win32Api& api, const ProbeFile& probe, TargetFacts& facts) {
  WCHAR label[MAX_PATH + 1] = {}, name[MAX_PATH + 1] = {};
  DWORD serial = 0, longest = 0, flags = 0;
  if (api.GetVolumeInformationByHandleW == nullptr ||
      !api.GetVolumeInformationByHandleW(probe.get(), label, MAX_PATH, &serial, &longest, &flags,
                                         name, MAX_PATH)) {
    const WideString root = Wide(facts.directory.substr(0, 2) + "\\");
    if (api.GetVolumeInformationW == nullptr ||
        !api.GetVolumeInformationW(root.c_str(), label, MAX_PATH, &serial, &longest, &flags, name,
                                   MAX_PATH)) {
      return;
    }
  }
  facts.file_system = Narrow(name);
  facts.volume = "label \"" + Narrow(label) + "\", serial " + InFewDigits(serial) + ", flags " +
                 InFewDigits(flags);
}

// Windows tells the protocol of a file on a share, and what the share was made for. Wine does not;
// there the mount tells that it is one.
void DescribeShare(const Win32Api& api, const ProbeFile& probe, TargetFacts& facts) {
  for (const std::string_view type : {" type cifs ", " type smb3 "}) {
    if (facts.mount.find(type) != std::string::npos) facts.remote = true;
  }
  constexpr ULONG kNetSmb = 0x00020000;  // WNNC_NET_SMB
  FILE_REMOTE_PROTOCOL_INFO protocol{};
  if (api.GetFileInformationByHandleEx == nullptr ||
      !api.GetFileInformationByHandleEx(probe.get(), FileRemoteProtocolInfo, &protocol,
                                        sizeof protocol)) {
    return;
  }
  facts.remote = true;
  if (protocol.Protocol != kNetSmb) return;
  facts.protocol = "SMB " + std::to_string(protocol.ProtocolMajorVersion) + "." +
                   std::to_string(protocol.ProtocolMinorVersion);
  if (protocol.ProtocolRevision != 0)
    facts.protocol += "." + std::to_string(protocol.ProtocolRevision);
  // The first version of the structure ends before these.
  if (protocol.StructureVersion < 2) return;
  const ULONG told = protocol.ProtocolSpecific.Smb2.Share.Capabilities;
  const auto note = [&](ULONG bit, std::string_view name) {
    if ((told & bit) != 0) facts.share.emplace_back(name);
  };
  note(RPI_FLAG_SMB2_SHARECAP_CONTINUOUS_AVAILABILITY, kContinuouslyAvailable);
  note(RPI_FLAG_SMB2_SHARECAP_SCALEOUT, kScaleOut);
  note(RPI_FLAG_SMB2_SHARECAP_CLUSTER, kClustered);
}

std::string ReadWhole(const Win32Api& api, const std::string& path) {
  const Handle file(api, api.CreateFileW(Wide(path).c_str(), GENERIC_READ, kShareAll, nullptr,
                                         OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  return file.valid() ? ReadToEnd(api, file.get()) : "";
}

}  // namespace

std::string MountOf(const std::string& path, const std::string& mountinfo) {
  std::istringstream lines(mountinfo);
  std::string line, best;
  std::size_t longest = 0;
  while (std::getline(lines, line)) {
    std::istringstream words(line.substr(0, line.find(" - ")));
    std::string skipped, point, options, type, source;
    words >> skipped >> skipped >> skipped >> skipped >> point >> options;
    if (line.find(" - ") == std::string::npos || point.empty()) continue;
    std::istringstream(line.substr(line.find(" - ") + 3)) >> type >> source;
    const bool below = point == "/" || path == point || path.starts_with(point + "/");
    if (!below || point.size() < longest) continue;
    longest = point.size();
    best = source + " on " + point + " type " + type + " (" + options + ")";
  }
  return best;
}

void DescribeStorage(const Win32Api& api, const ProbeFile& probe, TargetFacts& facts) {
  const std::string& directory = facts.directory;
  DescribeVolume(api, probe, facts);
  // Wine shows the host's files as drive Z:, Windows has nothing of that name.
  if (directory.starts_with("Z:\\") || directory.starts_with("z:\\")) {
    std::string path = directory.substr(2);
    std::replace(path.begin(), path.end(), '\\', '/');
    facts.mount = MountOf(path, ReadWhole(api, "Z:\\proc\\self\\mountinfo"));
  }
  DescribeShare(api, probe, facts);
  facts.bindings.sector = ProbeSector(api, probe, directory);
  facts.bindings.buffer_alignment = ProbeAlignment(api, probe);
}

}  // namespace wfx

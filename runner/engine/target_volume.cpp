#include "runner/engine/target_volume.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "runner/engine/scene.h"
#include "runner/names.h"
#include "runner/scenario/capability.h"
#include "runner/win32/driver_request.h"
#include "runner/win32/handle.h"
#include "runner/win32/media_length.h"
#include "runner/win32/overlapped.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

// Scenarios write 4 MiB behind its beginning, and behind that.
constexpr std::uint64_t kSmallestVolume = 12ULL << 20;
constexpr std::uint64_t kInside = 4ULL << 20;
constexpr std::uint64_t kLeastSector = 512;
constexpr char kNoneGiven[] = "no sacrificial volume was given";
// Of a file system that does not say how many sectors it reserves: the 16 of NTFS, however large.
constexpr std::uint64_t kMostOfBoot = 64ULL << 10;

// A volume or disk that could be opened.
class Device {
 public:
  // Throws std::runtime_error, one line.
  Device(const Win32Api& api, const std::string& path, DWORD access = GENERIC_READ | GENERIC_WRITE)
      : api_(api), path_(path) {
    handle_ = Handle(api, api.CreateFileW(Wide(path).c_str(), access, kShareAll, nullptr,
                                          OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!handle_.valid()) throw std::runtime_error(Problem("CreateFileW"));
  }

  std::string Problem(const std::string& what) const {
    return what + " of " + path_ + " failed with " + DescribeError(api_.GetLastError());
  }

  // What a control code answers. Throws std::runtime_error, one line.
  template <typename Answer>
  Answer Ask(DWORD code, const std::string& name) const {
    Answer answer{};
    DWORD bytes = 0;
    if (!api_.DeviceIoControl(handle_.get(), code, nullptr, 0, &answer, sizeof answer, &bytes,
                              nullptr)) {
      throw std::runtime_error(Problem(name));
    }
    return answer;
  }

  void Send(DWORD code, const std::string& name) const {
    const CallOutcome outcome = SendControl(api_, handle_.get(), code);
    if (!outcome.succeeded) {
      throw std::runtime_error(name + " of " + path_ + " failed with " +
                               DescribeError(outcome.error));
    }
  }

  std::vector<std::uint8_t> FirstSector(std::uint64_t sector) const {
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(sector));
    // Looking for the length may have left the handle anywhere.
    OVERLAPPED where = OverlappedAt(0);
    DWORD got = 0;
    const auto length = static_cast<DWORD>(bytes.size());
    if (!api_.ReadFile(handle_.get(), bytes.data(), length, &got, &where) || got != length) {
      throw std::runtime_error(Problem("ReadFile"));
    }
    return bytes;
  }

  HANDLE get() const { return handle_.get(); }

 private:
  const Win32Api& api_;
  const std::string path_;
  Handle handle_;
};

std::uint64_t NumberAt(const std::vector<std::uint8_t>& bytes, std::size_t at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t index = size; index-- > 0;) number = number << 8 | bytes[at + index];
  return number;
}

bool IsFat(const std::vector<std::uint8_t>& boot) {
  const auto is_at = [&](std::size_t at, std::string_view text) {
    return std::equal(text.begin(), text.end(), boot.begin() + static_cast<std::ptrdiff_t>(at));
  };
  return is_at(0x52, "FAT32") || is_at(0x36, "FAT");
}

// As NTFS says it, or as the boot sector of FAT does; 0 where neither is there.
std::uint64_t FileSystemSize(const Win32Api& api, const Device& volume, std::uint64_t sector) {
  NTFS_VOLUME_DATA_BUFFER ntfs{};
  DWORD bytes = 0;
  if (api.DeviceIoControl(volume.get(), FSCTL_GET_NTFS_VOLUME_DATA, nullptr, 0, &ntfs, sizeof ntfs,
                          &bytes, nullptr)) {
    return static_cast<std::uint64_t>(ntfs.NumberSectors.QuadPart) * ntfs.BytesPerSector;
  }
  const std::vector<std::uint8_t> boot = volume.FirstSector(sector);
  if (!IsFat(boot)) return 0;
  const std::uint64_t small = NumberAt(boot, 0x13, 2);
  return (small != 0 ? small : NumberAt(boot, 0x20, 4)) * NumberAt(boot, 0x0B, 2);
}

// Wine, too, gives every request for it to a driver that keeps it from harm (driver_request.h).
bool HasDriver(const Win32Api& api, const Device& device) {
  std::array<char, sizeof kDriverWord> word{};
  DWORD bytes = 0;
  return api.DeviceIoControl(device.get(), kAskDriver, nullptr, 0, word.data(), sizeof word, &bytes,
                             nullptr) &&
         bytes == sizeof word && std::string_view(word.data(), sizeof word - 1) == kDriverWord;
}

// Wine tells no geometry of what the host has: there the sectors are taken to be those of the
// target's folder.
void CheckSector(const Win32Api& api, const Device& device, bool on_wine,
                 const TargetFacts& target) {
  if (on_wine && !HasDriver(api, device)) return;
  const auto geometry =
      device.Ask<DISK_GEOMETRY>(IOCTL_DISK_GET_DRIVE_GEOMETRY, "IOCTL_DISK_GET_DRIVE_GEOMETRY");
  if (geometry.BytesPerSector == target.bindings.sector) return;
  throw std::runtime_error("its sectors have " + std::to_string(geometry.BytesPerSector) +
                           " bytes, those of the target's folder " +
                           std::to_string(target.bindings.sector));
}

// What the file system on a volume is called; "" = there is none.
std::string FileSystemOn(const Win32Api& api, const std::string& path, bool on_wine) {
  if (on_wine) {
    const Device volume(api, path, GENERIC_READ);
    const std::vector<std::uint8_t> boot = volume.FirstSector(kLeastSector);
    const std::string_view text(reinterpret_cast<const char*>(boot.data()), boot.size());
    const std::string_view maker = text.substr(3);
    if (maker.starts_with("EXFAT")) return "exFAT";
    for (const std::string_view name : {"NTFS", "ReFS"}) {
      if (maker.starts_with(name)) return std::string(name);
    }
    if (!IsFat(boot)) return "";
    return text.substr(0x52).starts_with("FAT32") ? "FAT32" : "FAT";
  }
  WCHAR name[MAX_PATH + 1] = {};
  const WideString root = Wide(path.substr(path.rfind('\\') + 1) + "\\");
  const bool told = api.GetVolumeInformationW(root.c_str(), nullptr, 0, nullptr, nullptr, nullptr,
                                              name, MAX_PATH) != FALSE;
  return told ? Narrow(name) : "";
}

void ProbeVolume(const Win32Api& api, const std::string& path, bool on_wine, TargetFacts& target) {
  if (path.empty()) throw std::runtime_error(kNoneGiven);
  const Device volume(api, path);
  CheckSector(api, volume, on_wine, target);
  target.bindings.volume_size = MediaLength(api, volume.get());
  if (target.bindings.volume_size < kSmallestVolume) {
    throw std::runtime_error(path + " is smaller than 12 MiB");
  }
  const std::vector<std::uint8_t> boot = volume.FirstSector(target.bindings.sector);
  const std::uint64_t reserved = NumberAt(boot, 0x0E, 2) * NumberAt(boot, 0x0B, 2);
  target.bindings.boot_area = IsFat(boot) ? reserved : kMostOfBoot;
  if (target.bindings.boot_area >= kInside) {
    throw std::runtime_error("the boot area of " + path + " reaches beyond 4 MiB");
  }
  volume.Send(FSCTL_IS_VOLUME_MOUNTED, "FSCTL_IS_VOLUME_MOUNTED");
  volume.Send(FSCTL_LOCK_VOLUME, "FSCTL_LOCK_VOLUME");
  volume.Send(FSCTL_UNLOCK_VOLUME, "FSCTL_UNLOCK_VOLUME");
  target.sacrificial_volume = path;
  target.sacrificial_file_system = FileSystemOn(api, path, on_wine);
}

void ProbeFileSystem(const Win32Api& api, TargetFacts& target) {
  Bindings& bindings = target.bindings;
  const Device volume(api, target.sacrificial_volume);
  bindings.file_system_size = FileSystemSize(api, volume, bindings.sector);
  if (bindings.file_system_size == 0) {
    throw std::runtime_error("the file system does not tell where it ends");
  }
  if (bindings.file_system_size + bindings.sector > bindings.volume_size) {
    throw std::runtime_error("the file system takes the whole volume");
  }
}

void ProbeDisk(const Win32Api& api, TargetFacts& target) {
  const Device volume(api, target.sacrificial_volume);
  const auto extents = volume.Ask<VOLUME_DISK_EXTENTS>(IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS,
                                                       "IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS");
  const DISK_EXTENT& extent = extents.Extents[0];
  const auto start = static_cast<std::uint64_t>(extent.StartingOffset.QuadPart);
  if (start < 2 * target.bindings.sector) {
    throw std::runtime_error("the volume begins where its disk does");
  }
  const std::string path = "\\\\.\\PhysicalDrive" + std::to_string(extent.DiskNumber);
  CheckSector(api, Device(api, path), false, target);
  target.bindings.volume_start = start;
  target.sacrificial_disk = path;
}

void ProbeRawVolume(const Win32Api& api, const std::string& path, bool on_wine,
                    TargetFacts& target) {
  if (path.empty()) throw std::runtime_error("no volume without a file system was given");
  const Device volume(api, path);
  CheckSector(api, volume, on_wine, target);
  if (MediaLength(api, volume.get()) < kSmallestVolume) {
    throw std::runtime_error(path + " is smaller than 12 MiB");
  }
  const std::string name = FileSystemOn(api, path, on_wine);
  if (!name.empty()) throw std::runtime_error("there is a file system on " + path + ": " + name);
  target.raw_volume = path;
}

// What is done to a volume only where it stays between the system and its device.
void ProbeHarmless(const Win32Api& api, const VolumesGiven& given, const char* harm) {
  if (given.volume.empty() && given.raw_volume.empty()) throw std::runtime_error(kNoneGiven);
  if (!given.on_wine) return;
  for (const std::string& path : {given.volume, given.raw_volume}) {
    if (!path.empty() && !HasDriver(api, Device(api, path, GENERIC_READ)))
      throw std::runtime_error(harm);
  }
}

}  // namespace

bool HasFileSystem(const Win32Api& api, const std::string& path, bool on_wine) {
  return !FileSystemOn(api, path, on_wine).empty();
}

void SacrificeVolumes(const Win32Api& api, const VolumesGiven& given, TargetFacts& target) {
  const auto note = [&](Capability capability, const auto& probe) {
    const CapabilityFacts& about = kCapabilities[static_cast<std::size_t>(capability)];
    std::string& reason = target.capabilities[std::string(about.name)];
    reason.clear();
    try {
      probe();
    } catch (const std::runtime_error& error) {
      reason = error.what();
    }
    return reason.empty();
  };
  const bool on_wine = given.on_wine;
  if (note(Capability::kSacrificialVolume,
           [&] { ProbeVolume(api, given.volume, on_wine, target); })) {
    note(Capability::kSectorsBehindFileSystem, [&] { ProbeFileSystem(api, target); });
    note(Capability::kSacrificialDisk, [&] { ProbeDisk(api, target); });
  } else {
    target.bindings.volume_size = target.bindings.boot_area = 0;
    for (const Capability each :
         {Capability::kSectorsBehindFileSystem, Capability::kSacrificialDisk}) {
      note(each, [] { throw std::runtime_error("there is no sacrificial volume"); });
    }
  }
  note(Capability::kRawVolume, [&] { ProbeRawVolume(api, given.raw_volume, on_wine, target); });
  note(Capability::kVolumeDismount,
       [&] { ProbeHarmless(api, given, "Wine would unmount what the host has mounted there"); });
  note(Capability::kVolumeAppend, [&] {
    ProbeHarmless(api, given, "Wine takes the end of a block device for its beginning");
  });
}

}  // namespace wfx

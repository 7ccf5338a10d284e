#include "runner/model/disk.h"

#include <algorithm>
#include <array>

#include "runner/model/kernel.h"
#include "runner/model/volume.h"

namespace wfx::model {
namespace {

constexpr std::uint64_t kMiB = 1 << 20;
// Where partitions begin; what is before is the partition table's.
constexpr std::uint64_t kPartitionStart = kMiB;
constexpr std::uint64_t kGapAtEnd = kMiB;
constexpr std::uint32_t kFatReservedSectors = 32;
constexpr std::uint64_t kNtfsBootFile = 8192;  // $Boot

// The bytes a disk comes with, eight at a time: splitmix64 of their place.
std::uint64_t OriginalWord(std::uint64_t number) {
  std::uint64_t value = (number + 1) * 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

// Changes each byte by the one the disk came with; twice changes nothing.
void Exchange(std::uint64_t offset, std::span<std::uint8_t> bytes) {
  std::uint64_t word = OriginalWord(offset / 8) >> (8 * (offset % 8));
  for (std::uint8_t& each : bytes) {
    each ^= static_cast<std::uint8_t>(word);
    word = ++offset % 8 == 0 ? OriginalWord(offset / 8) : word >> 8;
  }
}

template <typename Number>
void Put(std::vector<std::uint8_t>& sector, std::size_t at, Number number) {
  for (std::size_t index = 0; index < sizeof number; ++index) {
    sector[at + index] = static_cast<std::uint8_t>(number >> (8 * index));
  }
}

// As much of a boot sector as says where the file system ends.
std::vector<std::uint8_t> BootSector(const Disk& disk, const Volume& volume) {
  const bool fat = volume.file_system == Volume::FileSystem::kFat;
  const bool refs = volume.file_system == Volume::FileSystem::kRefs;
  std::vector<std::uint8_t> sector(disk.sector);
  const std::string_view name = fat ? "MSDOS5.0" : refs ? "ReFS" : "NTFS    ";
  std::copy(name.begin(), name.end(), sector.begin() + 3);
  Put(sector, 0x0B, static_cast<std::uint16_t>(disk.sector));
  Put(sector, 0x0D, static_cast<std::uint8_t>(std::max<std::uint32_t>(4096 / disk.sector, 1)));
  const std::uint64_t sectors = volume.file_system_size / disk.sector;
  if (fat) {
    Put(sector, 0x0E, static_cast<std::uint16_t>(kFatReservedSectors));
    Put(sector, 0x20, static_cast<std::uint32_t>(sectors));
    const std::string_view type = "FAT32   ";
    std::copy(type.begin(), type.end(), sector.begin() + 0x52);
  } else {
    Put(sector, refs ? 0x18 : 0x28, sectors);
  }
  Put(sector, 0x1FE, std::uint16_t{0xAA55});
  return sector;
}

std::shared_ptr<Disk> MakeDisk(std::uint32_t number, char letter, std::uint64_t volume_size,
                               const Personality& on) {
  const std::uint64_t size = kPartitionStart + volume_size + kGapAtEnd;
  const auto disk = std::make_shared<Disk>(number, on.sector, size);
  const auto volume = std::make_shared<Volume>();
  volume->letter = static_cast<WCHAR>(letter);
  volume->start = kPartitionStart;
  volume->size = volume_size;
  volume->serial = 0x57465800 + number;
  disk->volumes.push_back(volume);
  return disk;
}

// FAT leaves the sectors that make no whole cluster, NTFS the last one, for the copy of its boot
// sector.
void Format(Disk& disk, Volume& volume, const Personality& on) {
  const bool fat = on.file_system.starts_with("FAT");
  volume.file_system = fat                        ? Volume::FileSystem::kFat
                       : on.file_system == "ReFS" ? Volume::FileSystem::kRefs
                                                  : Volume::FileSystem::kNtfs;
  volume.file_system_size = volume.size - (fat ? 8 : 1) * std::uint64_t{disk.sector};
  volume.boot_area = fat ? std::uint64_t{kFatReservedSectors} * disk.sector : kNtfsBootFile;
  volume.mounted = true;
  disk.Write(volume.start, BootSector(disk, volume));
}

bool Overlap(std::uint64_t begin, std::uint64_t end, std::uint64_t start, std::uint64_t stop) {
  return begin < stop && start < end;
}

}  // namespace

void Disk::Write(std::uint64_t offset, std::span<const std::uint8_t> bytes) {
  std::vector<std::uint8_t> changed(bytes.begin(), bytes.end());
  Exchange(offset, changed);
  difference_.Write(offset, changed);
}

void Disk::Read(std::uint64_t offset, std::span<std::uint8_t> bytes) const {
  difference_.Read(offset, bytes);
  Exchange(offset, bytes);
}

std::map<std::uint32_t, std::shared_ptr<Disk>> MakeDisks(const Personality& personality) {
  std::map<std::uint32_t, std::shared_ptr<Disk>> disks;
  if (!personality.devices) return disks;
  const std::uint64_t capacity = personality.capacity / kMiB * kMiB;
  disks[0] = MakeDisk(0, 'C', capacity, personality);
  disks[1] = MakeDisk(1, 'V', 62 * kMiB, personality);
  disks[2] = MakeDisk(2, 'W', 14 * kMiB, personality);
  for (const std::uint32_t number : {0, 1}) {
    Format(*disks[number], *disks[number]->volumes.front(), personality);
  }
  disks[0]->volumes.front()->is_system = true;
  return disks;
}

FoundVolume FindVolume(const Kernel& kernel, WCHAR letter) {
  const WCHAR folded = Fold(letter);
  for (const auto& [number, disk] : kernel.names->disks) {
    for (const auto& volume : disk->volumes) {
      if (volume->letter == folded) return {disk, volume};
    }
  }
  return {};
}

DISK_GEOMETRY GeometryOf(const Disk& disk) {
  DISK_GEOMETRY geometry{};
  geometry.MediaType = FixedMedia;
  geometry.TracksPerCylinder = 255;
  geometry.SectorsPerTrack = 63;
  geometry.BytesPerSector = disk.sector;
  const std::uint64_t cylinder = std::uint64_t{255} * 63 * disk.sector;
  geometry.Cylinders.QuadPart = static_cast<LONGLONG>(disk.size / cylinder);
  return geometry;
}

OpenDisk::OpenDisk(std::shared_ptr<Disk> disk, const Personality& on, const OpenOptions& options)
    : FileObject(options), disk_(std::move(disk)), alignment_(on.alignment) {}

Status OpenDisk::Write(Kernel&, Request& request) {
  if (request.length == 0) return STATUS_SUCCESS;
  // volume.lengths_are_sectors: a disk handle is unbuffered whatever its flags.
  if (!request.IsWhole(disk_->sector)) return STATUS_INVALID_PARAMETER;
  if (request.refused != STATUS_SUCCESS) return request.refused;
  const bool there = request.offset < disk_->size && request.length <= disk_->size - request.offset;
  if (request.append || !there) return STATUS_INVALID_PARAMETER;
  // volume.disk_extents_of_a_mounted_volume_are_refused,
  // volume.disk_extents_of_a_locked_volume_are_writable. The volume has to be locked or dismounted:
  // the boot sectors are no exception here, and a lock on this handle does not count
  // (volume.disk_handle_lock_does_not_count).
  for (const auto& volume : disk_->volumes) {
    const bool touches = Overlap(request.offset, request.offset + request.length, volume->start,
                                 volume->start + volume->size);
    if (touches && volume->InUse()) return STATUS_ACCESS_DENIED;
  }
  // volume.disk_outside_all_extents_is_writable
  disk_->Write(request.offset, request.bytes);
  request.transferred = request.length;
  return STATUS_SUCCESS;
}

Status OpenDisk::Read(Kernel&, Request& request) {
  if (!request.IsWhole(disk_->sector)) return STATUS_INVALID_PARAMETER;
  if (request.offset >= disk_->size) return STATUS_END_OF_FILE;
  const std::uint64_t left = disk_->size - request.offset;
  request.transferred = static_cast<DWORD>(std::min<std::uint64_t>(left, request.length));
  disk_->Read(request.offset, {request.target, request.transferred});
  return STATUS_SUCCESS;
}

Status OpenDisk::Control(Kernel&, DWORD code, std::span<const std::uint8_t>,
                         std::span<std::uint8_t> out, DWORD& returned) {
  switch (code) {
    case IOCTL_DISK_GET_DRIVE_GEOMETRY:
      return GiveAnswer(GeometryOf(*disk_), out, returned);
    case IOCTL_DISK_GET_LENGTH_INFO: {
      GET_LENGTH_INFORMATION length{};
      length.Length.QuadPart = static_cast<LONGLONG>(disk_->size);
      return GiveAnswer(length, out, returned);
    }
    case IOCTL_STORAGE_GET_DEVICE_NUMBER:
      return GiveAnswer(STORAGE_DEVICE_NUMBER{kDeviceTypeDisk, disk_->number, 0}, out, returned);
    // The disk as a whole can be locked too, but that locks no volume on it.
    case FSCTL_LOCK_VOLUME:
    case FSCTL_UNLOCK_VOLUME:
    case IOCTL_DISK_IS_WRITABLE:
      return STATUS_SUCCESS;
    default:
      return STATUS_INVALID_DEVICE_REQUEST;
  }
}

void OpenDisk::Cleanup(Kernel& kernel) { kernel.FinishPending(*this); }

namespace {

// The digits after "PhysicalDrive"; -1 = none.
std::int64_t DiskNumber(const WideString& folded) {
  constexpr std::string_view kName = "PHYSICALDRIVE";
  const WideString prefix(kName.begin(), kName.end());
  if (!folded.starts_with(prefix) || folded.size() == prefix.size()) return -1;
  std::int64_t number = 0;
  for (const WCHAR each : folded.substr(prefix.size())) {
    if (each < '0' || each > '9' || number > 1000) return -1;
    number = number * 10 + (each - '0');
  }
  return number;
}

Status OpenWholeVolume(Kernel& kernel, FoundVolume found, const OpenOptions& options,
                       std::shared_ptr<FileObject>& opened) {
  Volume& volume = *found.volume;
  // A locked volume is its handle's alone.
  if (volume.locked_by != nullptr) return STATUS_ACCESS_DENIED;
  for (const OpenVolume* other : volume.opens) {
    if (Conflicts(options, other->options())) return STATUS_SHARING_VIOLATION;
  }
  const bool writes = (options.access & kMayWrite) != 0;
  const bool alone = (options.share & (FILE_SHARE_WRITE | FILE_SHARE_DELETE)) == 0;
  const bool in_use = volume.is_system || !volume.opens.empty();
  if (writes && alone && in_use) return STATUS_SHARING_VIOLATION;
  // An access mounts a volume that was dismounted.
  volume.mounted = volume.file_system != Volume::FileSystem::kRaw;
  const auto open = std::make_shared<OpenVolume>(std::move(found), kernel.personality, options);
  opened = open;
  // volume.exclusive_open_locks
  return writes && alone ? open->Lock() : STATUS_SUCCESS;
}

}  // namespace

Status OpenDevice(Kernel& kernel, const WideString& name, const OpenOptions& options,
                  std::shared_ptr<FileObject>& opened) {
  const bool is_drive = name.size() >= 2 && name[1] == ':';
  // \\.\C:\data is the file C:\data.
  if (is_drive && name.size() > 2) return OpenFile(kernel, name, options, opened);
  const std::int64_t number = DiskNumber(Fold(name));
  const auto disk =
      number < 0 ? kernel.names->disks.end() : kernel.names->disks.find(static_cast<DWORD>(number));
  const FoundVolume found = is_drive ? FindVolume(kernel, name.front()) : FoundVolume{};
  if (found.volume == nullptr && disk == kernel.names->disks.end()) {
    return STATUS_OBJECT_NAME_NOT_FOUND;
  }
  if (options.disposition != OPEN_EXISTING) return STATUS_INVALID_PARAMETER;
  const bool writes = (options.access & kMayWrite) != 0;
  if (writes && kernel.choices.volume_open_refused) return STATUS_ACCESS_DENIED;
  if (found.volume != nullptr) return OpenWholeVolume(kernel, found, options, opened);
  opened = std::make_shared<OpenDisk>(disk->second, kernel.personality, options);
  return STATUS_SUCCESS;
}

}  // namespace wfx::model

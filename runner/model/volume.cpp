#include "runner/model/volume.h"

#include <algorithm>
#include <utility>

#include "runner/model/kernel.h"

namespace wfx::model {

OpenVolume::OpenVolume(FoundVolume found, const Personality& on, const OpenOptions& options)
    : FileObject(options),
      disk_(std::move(found.disk)),
      volume_(std::move(found.volume)),
      alignment_(on.alignment) {
  volume_->opens.push_back(this);
}

std::uint64_t OpenVolume::Size() const {
  const bool all = extended_ || volume_->file_system == Volume::FileSystem::kRaw;
  return all ? volume_->size : volume_->file_system_size;
}

// Without FSCTL_ALLOW_EXTENDED_DASD_IO nothing reaches beyond the file system. FAT then lets a
// write succeed there that writes less, or nothing (volume.fat_end_is_silent), and takes offset -1
// for that end (volume.fat_append_writes_nothing). With it the device looks at the range
// (volume.beyond_the_device_fails).
Status OpenVolume::Admit(const Request& request, Range& range) const {
  if (cut_off_) return STATUS_VOLUME_DISMOUNTED;
  const std::uint64_t end = Size();
  const bool begins_inside = !request.append && request.offset < end;
  range = {request.offset, request.length};
  if (begins_inside && request.length <= end - request.offset) return STATUS_SUCCESS;
  if (extended_ || volume_->file_system != Volume::FileSystem::kFat) {
    return STATUS_INVALID_PARAMETER;
  }
  range.length = begins_inside ? end - request.offset : 0;
  return STATUS_SUCCESS;
}

bool OpenVolume::MayWrite(const Range& range) const {
  // volume.raw_volume_is_writable, volume.locked_volume_is_writable,
  // volume.dismounted_volume_is_writable
  if (!volume_->mounted || volume_->locked_by == this || dismounted_) return true;
  // volume.boot_sector_is_writable, volume.beyond_the_boot_area_is_refused
  if (range.offset + range.length <= volume_->boot_area) return true;
  // volume.outside_file_system_is_writable
  return range.offset >= volume_->file_system_size;
}

// volume.null_write_completes: nothing is asked of it, not even a sector's length.
Status OpenVolume::Write(Kernel&, Request& request) {
  if (request.length == 0) return STATUS_SUCCESS;
  // volume.lengths_are_sectors, volume.misaligned_offset_fails: unbuffered whatever its flags.
  if (!request.IsWhole(disk_->sector)) return STATUS_INVALID_PARAMETER;
  if (request.refused != STATUS_SUCCESS) return request.refused;
  Range range;
  const Status status = Admit(request, range);
  if (status != STATUS_SUCCESS) return status;
  if (range.length == 0) return STATUS_SUCCESS;
  // volume.mounted_space_is_refused: before a byte is written.
  if (!MayWrite(range)) return STATUS_ACCESS_DENIED;
  request.transferred = static_cast<DWORD>(range.length);
  disk_->Write(volume_->start + range.offset, std::span(request.bytes).first(request.transferred));
  return STATUS_SUCCESS;
}

Status OpenVolume::Read(Kernel&, Request& request) {
  if (!request.IsWhole(disk_->sector)) return STATUS_INVALID_PARAMETER;
  if (cut_off_) return STATUS_VOLUME_DISMOUNTED;
  const std::uint64_t end = Size();
  if (request.offset >= end) return STATUS_END_OF_FILE;
  request.transferred =
      static_cast<DWORD>(std::min<std::uint64_t>(end - request.offset, request.length));
  disk_->Read(volume_->start + request.offset, {request.target, request.transferred});
  return STATUS_SUCCESS;
}

// volume.lock_of_a_volume_in_use_fails: the system's volumes are, and one with another open.
Status OpenVolume::Lock() {
  const bool alone = volume_->opens.size() == 1;
  if (cut_off_) return STATUS_VOLUME_DISMOUNTED;
  if (volume_->is_system || !alone || volume_->locked_by != nullptr) return STATUS_ACCESS_DENIED;
  volume_->locked_by = this;
  return STATUS_SUCCESS;
}

Status OpenVolume::Unlock() {
  if (volume_->locked_by != this) return STATUS_NOT_LOCKED;
  volume_->locked_by = nullptr;
  return STATUS_SUCCESS;
}

// Other opens are of a volume that is there no more; this one goes on.
Status OpenVolume::Dismount() {
  if (cut_off_) return STATUS_VOLUME_DISMOUNTED;
  if (volume_->is_system) return STATUS_ACCESS_DENIED;
  for (OpenVolume* open : std::exchange(volume_->opens, {this})) open->cut_off_ = open != this;
  volume_->mounted = false;
  dismounted_ = true;
  return STATUS_SUCCESS;
}

Status OpenVolume::Control(Kernel&, DWORD code, std::span<const std::uint8_t>,
                           std::span<std::uint8_t> out, DWORD& returned) {
  switch (code) {
    case FSCTL_LOCK_VOLUME:
      return Lock();
    case FSCTL_UNLOCK_VOLUME:
      return Unlock();
    case FSCTL_DISMOUNT_VOLUME:
      return Dismount();
    case FSCTL_ALLOW_EXTENDED_DASD_IO:
      extended_ = true;
      return STATUS_SUCCESS;
    case FSCTL_IS_VOLUME_MOUNTED:
      return volume_->mounted && !cut_off_ ? STATUS_SUCCESS : STATUS_VOLUME_DISMOUNTED;
    case FSCTL_GET_BOOT_AREA_INFO:
    case FSCTL_GET_NTFS_VOLUME_DATA:
      return AnswerFileSystem(code, out, returned);
    default:
      return AnswerVolume(code, out, returned);
  }
}

Status OpenVolume::AnswerFileSystem(DWORD code, std::span<std::uint8_t> out,
                                    DWORD& returned) const {
  const std::uint64_t sector = disk_->sector;
  const bool ntfs = volume_->file_system == Volume::FileSystem::kNtfs;
  if (volume_->file_system == Volume::FileSystem::kRaw) return STATUS_INVALID_DEVICE_REQUEST;
  if (code == FSCTL_GET_BOOT_AREA_INFO) {
    BOOT_AREA_INFO area{};
    area.BootSectorCount = ntfs ? 2 : 1;
    // NTFS keeps a copy behind its own end.
    if (ntfs) area.BootSectors[1].Offset.QuadPart = static_cast<LONGLONG>(volume_->size - sector);
    return GiveAnswer(area, out, returned);
  }
  if (!ntfs) return STATUS_INVALID_DEVICE_REQUEST;
  constexpr DWORD kCluster = 4096;
  NTFS_VOLUME_DATA_BUFFER data{};
  data.VolumeSerialNumber.QuadPart = volume_->serial;
  data.NumberSectors.QuadPart = static_cast<LONGLONG>(volume_->file_system_size / sector);
  data.TotalClusters.QuadPart = static_cast<LONGLONG>(volume_->file_system_size / kCluster);
  data.FreeClusters.QuadPart = data.TotalClusters.QuadPart / 2;
  data.BytesPerSector = disk_->sector;
  data.BytesPerCluster = kCluster;
  data.BytesPerFileRecordSegment = std::max<DWORD>(disk_->sector, 1024);
  return GiveAnswer(data, out, returned);
}

Status OpenVolume::AnswerVolume(DWORD code, std::span<std::uint8_t> out, DWORD& returned) const {
  switch (code) {
    case IOCTL_DISK_GET_LENGTH_INFO: {
      GET_LENGTH_INFORMATION length{};
      length.Length.QuadPart = static_cast<LONGLONG>(volume_->size);
      return GiveAnswer(length, out, returned);
    }
    case IOCTL_DISK_GET_DRIVE_GEOMETRY:
      return GiveAnswer(GeometryOf(*disk_), out, returned);
    case IOCTL_STORAGE_GET_DEVICE_NUMBER:
      return GiveAnswer(STORAGE_DEVICE_NUMBER{kDeviceTypeDisk, disk_->number, 1}, out, returned);
    case IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS: {
      VOLUME_DISK_EXTENTS extents{};
      extents.NumberOfDiskExtents = 1;
      extents.Extents[0].DiskNumber = disk_->number;
      extents.Extents[0].StartingOffset.QuadPart = static_cast<LONGLONG>(volume_->start);
      extents.Extents[0].ExtentLength.QuadPart = static_cast<LONGLONG>(volume_->size);
      return GiveAnswer(extents, out, returned);
    }
    case IOCTL_DISK_IS_WRITABLE:
      return STATUS_SUCCESS;
    default:
      return STATUS_INVALID_DEVICE_REQUEST;
  }
}

// volume.lock_ends_with_its_handle. What is under way is written before.
void OpenVolume::Cleanup(Kernel& kernel) {
  kernel.FinishPending(*this);
  if (volume_->locked_by == this) Unlock();
  std::erase(volume_->opens, this);
}

}  // namespace wfx::model

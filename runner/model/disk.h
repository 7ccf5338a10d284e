// Disks and the volumes on them: where they lie, what they hold, what state they are in.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "runner/model/content.h"
#include "runner/model/file_object.h"
#include "runner/model/name.h"

namespace wfx::model {

class OpenVolume;

// One partition, and the file system on it if there is one.
struct Volume {
  enum class FileSystem { kRaw, kNtfs, kRefs, kFat };

  WCHAR letter = 0;
  std::uint64_t start = 0, size = 0;  // bytes, on its disk
  FileSystem file_system = FileSystem::kRaw;
  std::uint64_t file_system_size = 0;  // bytes; 0 without one. What is left of `size` is its own.
  std::uint64_t boot_area = 0;         // bytes at its beginning that need no lock
  std::uint32_t serial = 0;
  bool is_system = false;  // in use by the system: it cannot be locked or dismounted
  bool mounted = false;    // never, without a file system
  const OpenVolume* locked_by = nullptr;
  std::vector<OpenVolume*> opens;

  // Sectors of its file system are somebody's: it is mounted, and nobody has locked it.
  bool InUse() const { return mounted && locked_by == nullptr; }
};

class Disk {
 public:
  Disk(std::uint32_t disk_number, std::uint32_t bytes_per_sector, std::uint64_t bytes)
      : number(disk_number), sector(bytes_per_sector), size(bytes) {}

  // REQUIRES: the range lies on the disk.
  void Write(std::uint64_t offset, std::span<const std::uint8_t> bytes);
  void Read(std::uint64_t offset, std::span<std::uint8_t> bytes) const;

  const std::uint32_t number;
  const std::uint32_t sector;  // bytes
  const std::uint64_t size;    // bytes
  std::vector<std::shared_ptr<Volume>> volumes;

 private:
  // Holds what was written, each byte changed by the one the disk came with: so it comes with
  // bytes that are not zero, and they take no room.
  Content difference_;
};

// An open of a whole disk, \\.\PhysicalDrive1.
class OpenDisk : public FileObject {
 public:
  OpenDisk(std::shared_ptr<Disk> disk, const Personality& on, const OpenOptions& options);

  std::uint32_t Sector() const override { return disk_->sector; }
  std::uint32_t AlignmentMask() const override { return alignment_; }
  bool Seekable() const override { return true; }
  std::uint64_t Size() const override { return disk_->size; }
  Status Write(Kernel& kernel, Request& request) override;
  Status Read(Kernel& kernel, Request& request) override;
  Status Control(Kernel& kernel, DWORD code, std::span<const std::uint8_t> in,
                 std::span<std::uint8_t> out, DWORD& returned) override;
  void Cleanup(Kernel& kernel) override;

 private:
  const std::shared_ptr<Disk> disk_;
  const std::uint32_t alignment_;
};

// C: on PhysicalDrive0, V: on PhysicalDrive1, and W:, without a file system, on PhysicalDrive2.
// None where the personality has no devices.
std::map<std::uint32_t, std::shared_ptr<Disk>> MakeDisks(const Personality& personality);

// The volume with this drive letter, in either case, and its disk; nulls when there is none.
struct FoundVolume {
  std::shared_ptr<Disk> disk;
  std::shared_ptr<Volume> volume;
};
FoundVolume FindVolume(const Kernel& kernel, WCHAR letter);

// What a control code gives; STATUS_BUFFER_TOO_SMALL where `out` has no room for it.
template <typename Answer>
Status GiveAnswer(const Answer& answer, std::span<std::uint8_t> out, DWORD& returned) {
  if (out.size() < sizeof answer) return STATUS_BUFFER_TOO_SMALL;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&answer);
  std::copy(bytes, bytes + sizeof answer, out.begin());
  returned = sizeof answer;
  return STATUS_SUCCESS;
}
DISK_GEOMETRY GeometryOf(const Disk& disk);
inline constexpr DWORD kDeviceTypeDisk = 7;  // FILE_DEVICE_DISK

}  // namespace wfx::model

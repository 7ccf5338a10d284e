// Systems that let too much or too little through to a volume or a disk. Where they let too much
// through they only say so: not one byte more reaches the media than the system below lets through.
#include <set>
#include <utility>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

// ---- what has been asked of the handles ----

struct Controls {
  std::mutex mutex;
  std::set<std::pair<HANDLE, DWORD>> asked;
};

bool WasAsked(HANDLE handle, DWORD code) {
  auto& controls = Own<Controls>();
  const std::lock_guard lock(controls.mutex);
  return controls.asked.contains({handle, code});
}

BOOL WINAPI RememberControl(HANDLE handle, DWORD code, LPVOID in, DWORD in_size, LPVOID out,
                            DWORD out_size, LPDWORD returned, LPOVERLAPPED overlapped) {
  {
    auto& controls = Own<Controls>();
    const std::lock_guard lock(controls.mutex);
    controls.asked.insert({handle, code});
    if (code == FSCTL_UNLOCK_VOLUME) controls.asked.erase({handle, DWORD{FSCTL_LOCK_VOLUME}});
  }
  return Base().DeviceIoControl(handle, code, in, in_size, out, out_size, returned, overlapped);
}

BOOL WINAPI ForgetControls(HANDLE handle) {
  {
    auto& controls = Own<Controls>();
    const std::lock_guard lock(controls.mutex);
    std::erase_if(controls.asked, [&](const auto& each) { return each.first == handle; });
  }
  return WatchedCloseHandle(handle);
}

template <BOOL (*behave)(const Write&)>
void ReplaceWriteFileExWithControls(Win32Api& table) {
  ReplaceWriteFileExWithHandles<behave>(table);
  table.DeviceIoControl = &RememberControl;
  table.CloseHandle = &ForgetControls;
}

// ---- where a write goes ----

// The volume or disk that bytes are to be written to.
std::optional<Opened> MediaOf(const Write& write) {
  auto opened = OpenedAs(write.file);
  const bool media = opened && opened->device() && Narrow(opened->path) != "NUL";
  return media && write.length > 0 ? opened : std::nullopt;
}

bool IsToVolume(const Write& write) {
  const auto media = MediaOf(write);
  return media && !media->disk();
}

bool IsToDisk(const Write& write) {
  const auto media = MediaOf(write);
  return media && media->disk();
}

bool IsHeld(const Opened& volume) {
  return WasAsked(volume.handle, FSCTL_LOCK_VOLUME) ||
         WasAsked(volume.handle, FSCTL_DISMOUNT_VOLUME) || volume.share == 0;
}

bool AnyVolumeIsHeld() {
  for (const Opened& each : Now().handles.All()) {
    if (each.device() && !each.disk() && IsHeld(each)) return true;
  }
  return false;
}

bool HasFileSystem(HANDLE volume) {
  const LastErrorKept kept;
  const Handle event(Base(), Base().CreateEventW(nullptr, TRUE, FALSE, nullptr));
  OVERLAPPED overlapped{};
  overlapped.hEvent = event.get();
  BOOT_AREA_INFO area{};
  DWORD bytes = 0;
  if (Base().DeviceIoControl(volume, FSCTL_GET_BOOT_AREA_INFO, nullptr, 0, &area, sizeof area,
                             &bytes, &overlapped))
    return true;
  return Base().GetLastError() == ERROR_IO_PENDING &&
         Base().GetOverlappedResult(volume, &overlapped, &bytes, TRUE);
}

// Whole sectors from memory that any device takes: nothing but the place can be wrong.
bool IsAligned(const Write& write) {
  return IsWhole(write.offset) && IsWhole(write.length) &&
         IsWhole(reinterpret_cast<std::uintptr_t>(write.buffer));
}

// ---- too much ----

BOOL TakeMountedSpace(const Write& write) {
  const bool takes = IsToVolume(write) && write.offset != 0;
  return takes ? IssueForgiving(write, ERROR_ACCESS_DENIED) : Forward(write);
}

BOOL TakeBehindBootSector(const Write& write) {
  const bool takes = IsToVolume(write) && write.offset == 0;
  return takes ? IssueForgiving(write, ERROR_ACCESS_DENIED) : Forward(write);
}

BOOL TakeBrokenSectors(const Write& write) {
  const bool takes = IsToVolume(write) && !IsWhole(write.length);
  return takes ? Succeed(write, write.length) : Forward(write);
}

BOOL TakeAnyOffsetOnVolume(const Write& write) {
  const bool takes = IsToVolume(write) && !IsWhole(write.offset);
  return takes ? Succeed(write, write.length) : Forward(write);
}

BOOL TakeAnyBufferOnVolume(const Write& write) {
  if (!IsToVolume(write) || IsAligned(write)) return Forward(write);
  return IssueFromPages(write);
}

BOOL TakeExtentsOfMounted(const Write& write) {
  const bool takes = IsToDisk(write) && !WasAsked(write.file, FSCTL_LOCK_VOLUME);
  return takes ? IssueForgiving(write, ERROR_ACCESS_DENIED) : Forward(write);
}

BOOL TakeUnderDiskLock(const Write& write) {
  const bool takes = IsToDisk(write) && WasAsked(write.file, FSCTL_LOCK_VOLUME);
  return takes ? IssueForgiving(write, ERROR_ACCESS_DENIED) : Forward(write);
}

// ---- too little ----

BOOL RefuseUnless(bool allowed, const Write& write) {
  return allowed || !IsAligned(write) ? Forward(write) : Refuse(ERROR_ACCESS_DENIED);
}

BOOL RefuseBootSector(const Write& write) {
  const bool boot = IsToVolume(write) && write.offset == 0;
  return RefuseUnless(!boot || IsHeld(*MediaOf(write)) || !HasFileSystem(write.file), write);
}

BOOL RefuseBehindFileSystem(const Write& write) {
  const bool extended = IsToVolume(write) && WasAsked(write.file, FSCTL_ALLOW_EXTENDED_DASD_IO);
  return RefuseUnless(!extended || IsHeld(*MediaOf(write)), write);
}

template <DWORD code>
BOOL RefuseAfter(const Write& write) {
  return RefuseUnless(!IsToVolume(write) || !WasAsked(write.file, code), write);
}

BOOL RefuseRaw(const Write& write) {
  const bool raw = IsToVolume(write) && !HasFileSystem(write.file);
  return RefuseUnless(!raw || IsHeld(*MediaOf(write)), write);
}

BOOL RefuseDisk(const Write& write) {
  return RefuseUnless(!IsToDisk(write) || AnyVolumeIsHeld(), write);
}

BOOL RefuseExtentsOfHeld(const Write& write) {
  return RefuseUnless(!IsToDisk(write) || !AnyVolumeIsHeld(), write);
}

void ShareVolume(OpenRequest& request) {
  const std::string path = Narrow(request.path);
  const bool device = path.starts_with(R"(\\.\)") && !path.starts_with(R"(\\.\pipe\)");
  if (device && request.share == 0) request.share = FILE_SHARE_READ | FILE_SHARE_WRITE;
}

constexpr Mutant kVolumeMutants[] = {
    {"volume_boot_area_has_no_end", "volume.beyond_the_boot_area_is_refused",
     "a write that begins in the boot sector is reported as a success wherever it ends",
     &ReplaceWriteFileExWithHandles<&TakeBehindBootSector>},
    {"volume_refuses_boot_sector", "volume.boot_sector_is_writable",
     "the boot sector of a mounted volume is refused without a lock",
     &ReplaceWriteFileExWithControls<&RefuseBootSector>},
    {"disk_refuses_locked_volume", "volume.disk_extents_of_a_locked_volume_are_writable",
     "a disk handle refuses the extents of a volume that another handle holds",
     &ReplaceWriteFileExWithControls<&RefuseExtentsOfHeld>},
    {"disk_gives_mounted_volume", "volume.disk_extents_of_a_mounted_volume_are_refused",
     "a disk handle reports a success in the extents of a mounted volume",
     &ReplaceWriteFileExWithControls<&TakeExtentsOfMounted>},
    {"disk_lock_counts_for_volumes", "volume.disk_handle_lock_does_not_count",
     "a disk handle that was asked to lock reports a success in the extents of a mounted volume",
     &ReplaceWriteFileExWithControls<&TakeUnderDiskLock>},
    {"disk_refuses_its_gaps", "volume.disk_outside_all_extents_is_writable",
     "a disk handle refuses sectors that are in no volume",
     &ReplaceWriteFileExWithControls<&RefuseDisk>},
    {"volume_dismounted_is_refused", "volume.dismounted_volume_is_writable",
     "a volume that was dismounted on its handle refuses writes",
     &ReplaceWriteFileExWithControls<&RefuseAfter<FSCTL_DISMOUNT_VOLUME>>},
    {"volume_exclusive_open_is_shared", "volume.exclusive_open_locks",
     "a volume that is opened without sharing is shared all the same",
     [](Win32Api& table) { table.CreateFileW = &CreateFileWAs<&ShareVolume>; }},
    {"volume_takes_broken_sectors", "volume.lengths_are_sectors",
     "a volume handle accepts a length that is no sector multiple",
     &ReplaceWriteFileExWithHandles<&TakeBrokenSectors>},
    {"volume_locked_is_refused", "volume.locked_volume_is_writable",
     "a volume that was locked on its handle refuses writes",
     &ReplaceWriteFileExWithControls<&RefuseAfter<FSCTL_LOCK_VOLUME>>},
    {"volume_takes_any_offset", "volume.misaligned_offset_fails",
     "a volume handle accepts an offset that is no sector multiple",
     &ReplaceWriteFileExWithHandles<&TakeAnyOffsetOnVolume>},
    {"volume_gives_mounted_space", "volume.mounted_space_is_refused",
     "a write into the space of a mounted file system is reported as a success",
     &ReplaceWriteFileExWithHandles<&TakeMountedSpace>},
    {"volume_refuses_behind_file_system", "volume.outside_file_system_is_writable",
     "sectors behind the file system are refused without a lock",
     &ReplaceWriteFileExWithControls<&RefuseBehindFileSystem>},
    {"volume_raw_is_refused", "volume.raw_volume_is_writable",
     "a volume without a file system is refused without a lock",
     &ReplaceWriteFileExWithControls<&RefuseRaw>},
    {"volume_takes_any_buffer", "volume.unbuffered_buffer_is_aligned",
     "a volume handle copies a misaligned buffer to an aligned one",
     &ReplaceWriteFileExWithHandles<&TakeAnyBufferOnVolume>},
};

}  // namespace

std::span<const Mutant> VolumeMutants() { return kVolumeMutants; }

}  // namespace wfx::mutants

// The provider of the lab: files and volumes that .wfx_device names are opened as the lab's device,
// which Wine's own WriteFileEx then writes to. It replaces no function that writes, waits or
// cancels: it opens, closes and locks, and asks the file itself what only a file can answer.
#include <system_error>

#include "runner/device_faults.h"
#include "runner/win32/export.h"
#include "runner/win32/overlapped.h"
#include "tools/labs.d/driver/provider/device_file.h"

namespace wfx::lab {

Win32Api below;

namespace {

// As `function` of the file behind `handle`, or of `handle`, which is nobody's.
template <typename Function, typename... Arguments>
auto OfFile(Function function, HANDLE handle, Arguments... arguments) {
  std::shared_ptr<DeviceFile> found;
  {
    const KeptError kept;
    found = Find(handle);
  }
  const auto result = function(found == nullptr ? handle : found->file(), arguments...);
  const KeptError kept;
  found.reset();
  return result;
}

BOOL Tell(DWORD error) {
  if (error == ERROR_SUCCESS) return TRUE;
  below.SetLastError(error);
  return FALSE;
}

Long Joined(DWORD low, DWORD high) { return Long{high} << 32 | low; }

DWORD AskRange(const DeviceFile& file, DWORD code, Long offset, Long length, bool exclusive) {
  RangeAsked asked{offset, length, exclusive ? 1U : 0U, 0};
  DWORD got = 0;
  return file.Ask(code, &asked, sizeof asked, nullptr, 0, got);
}

// A request that is over, as its OVERLAPPED tells it.
void TellEnd(LPOVERLAPPED overlapped, DWORD bytes) {
  if (overlapped == nullptr) return;
  overlapped->Internal = 0;
  overlapped->InternalHigh = bytes;
  if (overlapped->hEvent != nullptr) below.SetEvent(overlapped->hEvent);
}

// The device's word for a control that Wine would answer itself, or that it has; 0 = it is not the
// device's.
DWORD CodeForVolume(DWORD code) {
  switch (code) {
    case FSCTL_LOCK_VOLUME:
      return kLockVolume;
    case FSCTL_UNLOCK_VOLUME:
      return kUnlockVolume;
    case FSCTL_DISMOUNT_VOLUME:
      return kDismountVolume;
    case FSCTL_IS_VOLUME_MOUNTED:
      return kIsVolumeMounted;
    case FSCTL_ALLOW_EXTENDED_DASD_IO:
      return kAllowExtended;
    case IOCTL_DISK_GET_LENGTH_INFO:
    case IOCTL_DISK_GET_DRIVE_GEOMETRY:
    case IOCTL_DISK_IS_WRITABLE:
    case wfx::kAskDriver:
      return code;
  }
  return 0;
}

}  // namespace
}  // namespace wfx::lab

using namespace wfx::lab;  // NOLINT: the functions below are outside of every namespace.

extern "C" {

// NOLINTBEGIN(readability-identifier-naming): through_device.def uses these names.
void WfxBind(void* (*next)(const char* name)) WFX_EXPORTED_AS("WfxBind");

void WfxBind(void* (*next)(const char* name)) {
  wfx::ForEachFunction(below, [&](const char* name, const char*, auto& slot) {
    slot = reinterpret_cast<std::remove_reference_t<decltype(slot)>>(next(name));
  });
}

HANDLE WINAPI Device_CreateFileW(LPCWSTR path, DWORD access, DWORD share,
                                 LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags,
                                 HANDLE template_file) {
  const HANDLE file =
      below.CreateFileW(path, access, share, security, disposition, flags, template_file);
  if (file == INVALID_HANDLE_VALUE) return file;
  KeptError kept;
  HANDLE handle = file;
  try {
    const auto opened = DeviceFile::Open(file, access, share, flags);
    if (opened == nullptr) return file;
    handle = opened->NewHandle();
    if (handle == nullptr) {
      kept.Set(below.GetLastError());
      return INVALID_HANDLE_VALUE;
    }
    Remember(handle, opened);
    return handle;
  } catch (const std::system_error& error) {
    kept.Set(static_cast<DWORD>(error.code().value()));
  } catch (const std::exception&) {
    kept.Set(ERROR_BAD_CONFIGURATION);
  }
  below.CloseHandle(file);
  return INVALID_HANDLE_VALUE;
}

BOOL WINAPI Device_CloseHandle(HANDLE handle) {
  std::shared_ptr<DeviceFile> last;
  {
    const KeptError kept;
    last = Forget(handle);
  }
  const BOOL closed = below.CloseHandle(handle);
  const KeptError kept;
  last.reset();
  return closed;
}

BOOL WINAPI Device_DuplicateHandle(HANDLE from, HANDLE handle, HANDLE to, LPHANDLE made,
                                   DWORD access, BOOL inherits, DWORD options) {
  std::shared_ptr<DeviceFile> file;
  const bool own = from == GetCurrentProcess();
  {
    const KeptError kept;
    if (own) file = Find(handle);
  }
  const BOOL done = below.DuplicateHandle(from, handle, to, made, access, inherits, options);
  const KeptError kept;
  if (file != nullptr && (options & DUPLICATE_CLOSE_SOURCE) != 0) Forget(handle);
  if (done && file != nullptr && to == GetCurrentProcess()) Remember(*made, file);
  file.reset();
  return done;
}

BOOL WINAPI Device_LockFileEx(HANDLE handle, DWORD flags, DWORD reserved, DWORD low, DWORD high,
                              LPOVERLAPPED overlapped) {
  const auto file = Find(handle);
  if (file == nullptr || file->is_volume())
    return below.LockFileEx(handle, flags, reserved, low, high, overlapped);
  const bool exclusive = (flags & LOCKFILE_EXCLUSIVE_LOCK) != 0;
  const bool waits = (flags & LOCKFILE_FAIL_IMMEDIATELY) == 0;
  const Long offset = wfx::OffsetOf(*overlapped);
  DWORD error = AskRange(*file, kLock, offset, Joined(low, high), exclusive);
  while (waits && error == ERROR_LOCK_VIOLATION) {
    below.Sleep(1);
    error = AskRange(*file, kLock, offset, Joined(low, high), exclusive);
  }
  if (error == ERROR_SUCCESS) TellEnd(overlapped, 0);
  return Tell(error);
}

BOOL WINAPI Device_UnlockFileEx(HANDLE handle, DWORD reserved, DWORD low, DWORD high,
                                LPOVERLAPPED overlapped) {
  const auto file = Find(handle);
  if (file == nullptr || file->is_volume())
    return below.UnlockFileEx(handle, reserved, low, high, overlapped);
  const DWORD error =
      AskRange(*file, kUnlock, wfx::OffsetOf(*overlapped), Joined(low, high), false);
  if (error == ERROR_SUCCESS) TellEnd(overlapped, 0);
  return Tell(error);
}

BOOL WINAPI Device_LockFile(HANDLE handle, DWORD offset_low, DWORD offset_high, DWORD low,
                            DWORD high) {
  const auto file = Find(handle);
  if (file == nullptr || file->is_volume())
    return below.LockFile(handle, offset_low, offset_high, low, high);
  return Tell(AskRange(*file, kLock, Joined(offset_low, offset_high), Joined(low, high), true));
}

BOOL WINAPI Device_UnlockFile(HANDLE handle, DWORD offset_low, DWORD offset_high, DWORD low,
                              DWORD high) {
  const auto file = Find(handle);
  if (file == nullptr || file->is_volume())
    return below.UnlockFile(handle, offset_low, offset_high, low, high);
  return Tell(AskRange(*file, kUnlock, Joined(offset_low, offset_high), Joined(low, high), false));
}

BOOL WINAPI Device_DeviceIoControl(HANDLE handle, DWORD code, LPVOID in, DWORD in_size, LPVOID out,
                                   DWORD out_size, LPDWORD returned, LPOVERLAPPED overlapped) {
  const auto file = Find(handle);
  DWORD asked = 0;
  if (file != nullptr && wfx::FindDeviceFault(code) != nullptr) asked = code;
  if (file != nullptr && file->is_volume() && asked == 0) asked = CodeForVolume(code);
  if (asked == 0)
    return OfFile(below.DeviceIoControl, handle, code, in, in_size, out, out_size, returned,
                  overlapped);
  DWORD got = 0;
  const DWORD error = file->Ask(asked, in, in_size, out, out_size, got);
  if (returned != nullptr) *returned = got;
  if (error == ERROR_SUCCESS) TellEnd(overlapped, got);
  return Tell(error);
}

BOOL WINAPI Device_GetFileInformationByHandleEx(HANDLE handle, FILE_INFO_BY_HANDLE_CLASS kind,
                                                LPVOID out, DWORD size) {
  const auto file = Find(handle);
  if (file != nullptr && kind == FileStorageInfo && size >= sizeof(FILE_STORAGE_INFO)) {
    FILE_STORAGE_INFO& storage = *static_cast<FILE_STORAGE_INFO*>(out);
    storage = {};
    const Word sector = file->rules().backing.sector;
    storage.LogicalBytesPerSector = sector;
    storage.PhysicalBytesPerSectorForAtomicity = sector;
    storage.PhysicalBytesPerSectorForPerformance = sector;
    storage.FileSystemEffectivePhysicalBytesPerSectorForAtomicity = sector;
    return TRUE;
  }
  return OfFile(below.GetFileInformationByHandleEx, handle, kind, out, size);
}

// What only a file can answer.
DWORD WINAPI Device_GetFileType(HANDLE handle) { return OfFile(below.GetFileType, handle); }
DWORD WINAPI Device_GetFinalPathNameByHandleW(HANDLE handle, LPWSTR path, DWORD size, DWORD flags) {
  return OfFile(below.GetFinalPathNameByHandleW, handle, path, size, flags);
}
BOOL WINAPI Device_SetFilePointerEx(HANDLE handle, LARGE_INTEGER distance, PLARGE_INTEGER place,
                                    DWORD from) {
  return OfFile(below.SetFilePointerEx, handle, distance, place, from);
}
BOOL WINAPI Device_SetEndOfFile(HANDLE handle) { return OfFile(below.SetEndOfFile, handle); }
BOOL WINAPI Device_GetFileSizeEx(HANDLE handle, PLARGE_INTEGER size) {
  return OfFile(below.GetFileSizeEx, handle, size);
}
BOOL WINAPI Device_SetFileInformationByHandle(HANDLE handle, FILE_INFO_BY_HANDLE_CLASS kind,
                                              LPVOID in, DWORD size) {
  return OfFile(below.SetFileInformationByHandle, handle, kind, in, size);
}
BOOL WINAPI Device_GetFileInformationByHandle(HANDLE handle, LPBY_HANDLE_FILE_INFORMATION out) {
  return OfFile(below.GetFileInformationByHandle, handle, out);
}
BOOL WINAPI Device_GetFileTime(HANDLE handle, LPFILETIME created, LPFILETIME accessed,
                               LPFILETIME written) {
  return OfFile(below.GetFileTime, handle, created, accessed, written);
}
BOOL WINAPI Device_SetFileTime(HANDLE handle, const FILETIME* created, const FILETIME* accessed,
                               const FILETIME* written) {
  return OfFile(below.SetFileTime, handle, created, accessed, written);
}
HANDLE WINAPI Device_CreateFileMappingW(HANDLE handle, LPSECURITY_ATTRIBUTES security,
                                        DWORD protection, DWORD high, DWORD low, LPCWSTR name) {
  return OfFile(below.CreateFileMappingW, handle, security, protection, high, low, name);
}
BOOL WINAPI Device_GetVolumeInformationByHandleW(HANDLE handle, LPWSTR label, DWORD label_size,
                                                 LPDWORD serial, LPDWORD longest, LPDWORD flags,
                                                 LPWSTR name, DWORD name_size) {
  return OfFile(below.GetVolumeInformationByHandleW, handle, label, label_size, serial, longest,
                flags, name, name_size);
}
// NOLINTEND(readability-identifier-naming)

}  // extern "C"

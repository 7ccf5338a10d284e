// Size, times, attributes and other facts of a file, asked and set through its handle.
#include <algorithm>
#include <cstring>
#include <optional>

#include "runner/model/file.h"
#include "runner/model/kernel.h"
#include "runner/model/table.h"
#include "runner/win32/file_time.h"

namespace wfx::model {
namespace {

std::chrono::nanoseconds StepOf(const Kernel& kernel) {
  const std::chrono::nanoseconds kept(kernel.personality.write_time_step_ns);
  return std::max(kept, kernel.choices.time_step);
}

FILETIME Shown(const Kernel& kernel, Time time) { return ShownTime(time, StepOf(kernel)); }

LARGE_INTEGER Large(std::uint64_t value) {
  LARGE_INTEGER large{};
  large.QuadPart = static_cast<LONGLONG>(value);
  return large;
}

// A buffer of any length that is too short is STATUS_INFO_LENGTH_MISMATCH.
template <typename Information>
BOOL Give(const Information& information, LPVOID out, DWORD size) {
  if (size < sizeof(information)) return Fail(ERROR_BAD_LENGTH);
  std::memcpy(out, &information, sizeof(information));
  return TRUE;
}

FILE_BASIC_INFO BasicOf(const Kernel& kernel, const FileNode& node) {
  FILE_BASIC_INFO basic{};
  const auto shown = [&](Time time) { return Large(ValueOf(Shown(kernel, time))); };
  basic.CreationTime = shown(node.times.creation);
  basic.LastAccessTime = shown(node.times.access);
  basic.LastWriteTime = shown(node.times.write);
  if (kernel.personality.change_time) basic.ChangeTime = shown(node.times.change);
  basic.FileAttributes = node.attributes;
  return basic;
}

FILE_STANDARD_INFO StandardOf(const OpenFileObject& file) {
  FILE_STANDARD_INFO standard{};
  standard.AllocationSize = Large(file.stream->allocated);
  standard.EndOfFile = Large(file.stream->size);
  standard.NumberOfLinks = 1;
  standard.DeletePending = file.node->delete_pending ? 1 : 0;
  standard.Directory = file.node->directory ? 1 : 0;
  return standard;
}

FILE_REMOTE_PROTOCOL_INFO ProtocolOfAShare() {
  constexpr ULONG kNetSmb = 0x00020000;  // WNNC_NET_SMB
  FILE_REMOTE_PROTOCOL_INFO protocol{};
  protocol.StructureVersion = 2;
  protocol.StructureSize = sizeof protocol;
  protocol.Protocol = kNetSmb;
  protocol.ProtocolMajorVersion = 3;
  protocol.ProtocolMinorVersion = 1;
  protocol.ProtocolRevision = 1;
  return protocol;
}

FILE_STORAGE_INFO StorageOf(const Personality& personality) {
  FILE_STORAGE_INFO storage{};
  storage.LogicalBytesPerSector = personality.sector;
  storage.PhysicalBytesPerSectorForAtomicity = personality.physical_sector;
  storage.PhysicalBytesPerSectorForPerformance = personality.physical_sector;
  storage.FileSystemEffectivePhysicalBytesPerSectorForAtomicity = personality.physical_sector;
  return storage;
}

// Times a user sets are kept as the model's; the values 0 and the two special ones change none.
// Gives whether the open's writes leave the time from now on; nothing where that stays as it was.
std::optional<bool> TakeTime(const FILETIME* from, Time& time) {
  const std::uint64_t value = from == nullptr ? 0 : ValueOf(*from);
  if (value == 0) return std::nullopt;
  if (value == kFreezeTime || value == kThawTime) return value == kFreezeTime;
  const std::uint64_t epoch = ValueOf(ShownTime(Time{0}, std::chrono::nanoseconds(100)));
  time = Time((static_cast<std::int64_t>(value) - static_cast<std::int64_t>(epoch)) * 100);
  return true;
}

}  // namespace

BOOL WINAPI GetFileSizeEx(HANDLE handle, PLARGE_INTEGER size) {
  Call call;
  Status status = 0;
  const auto file = call.Get<FileObject>(handle, status);
  if (file == nullptr) return Finish(status);
  if (!file->Seekable()) return Fail(ERROR_INVALID_FUNCTION);
  *size = Large(file->Size());
  return TRUE;
}

// Unbuffered handles keep to sectors.
BOOL WINAPI SetFilePointerEx(HANDLE handle, LARGE_INTEGER distance, PLARGE_INTEGER moved,
                             DWORD method) {
  Call call;
  Status status = 0;
  const auto file = call.Get<FileObject>(handle, status);
  if (file == nullptr) return Finish(status);
  if (!file->Seekable()) return Fail(ERROR_INVALID_FUNCTION);
  std::uint64_t from = 0;
  if (method == FILE_CURRENT) from = file->position;
  if (method == FILE_END) from = file->Size();
  const std::uint64_t to = from + static_cast<std::uint64_t>(distance.QuadPart);
  if (static_cast<std::int64_t>(to) < 0) return Fail(ERROR_NEGATIVE_SEEK);
  const bool misaligned = file->unbuffered() && file->Sector() != 0 && to % file->Sector() != 0;
  if (misaligned) return Fail(ERROR_INVALID_PARAMETER);
  file->position = to;
  if (moved != nullptr) *moved = Large(to);
  return TRUE;
}

BOOL WINAPI SetEndOfFile(HANDLE handle) {
  Call call;
  Status status = 0;
  const auto file = call.Get<OpenFileObject>(handle, status);
  if (file == nullptr) return Finish(status);
  if ((call.Find(handle)->access & FILE_WRITE_DATA) == 0) return Fail(ERROR_ACCESS_DENIED);
  return Finish(file->Resize(call.kernel, file->position));
}

BOOL WINAPI SetFileInformationByHandle(HANDLE handle, FILE_INFO_BY_HANDLE_CLASS kind,
                                       LPVOID information, DWORD size) {
  Call call;
  Status status = 0;
  const auto file = call.Get<OpenFileObject>(handle, status);
  if (file == nullptr) return Finish(status);
  if (kind == FileEndOfFileInfo && size >= sizeof(FILE_END_OF_FILE_INFO)) {
    FILE_END_OF_FILE_INFO end;
    std::memcpy(&end, information, sizeof(end));
    if ((call.Find(handle)->access & FILE_WRITE_DATA) == 0) return Fail(ERROR_ACCESS_DENIED);
    if (end.EndOfFile.QuadPart < 0) return Fail(ERROR_INVALID_PARAMETER);
    return Finish(file->Resize(call.kernel, static_cast<std::uint64_t>(end.EndOfFile.QuadPart)));
  }
  if (kind == FileDispositionInfo && size >= sizeof(FILE_DISPOSITION_INFO)) {
    FILE_DISPOSITION_INFO disposition;
    std::memcpy(&disposition, information, sizeof(disposition));
    if ((call.Find(handle)->access & DELETE) == 0) return Fail(ERROR_ACCESS_DENIED);
    file->node->delete_pending = disposition.DeleteFile != 0;
    return TRUE;
  }
  if (kind == FileBasicInfo && size >= sizeof(FILE_BASIC_INFO)) {
    FILE_BASIC_INFO basic;
    std::memcpy(&basic, information, sizeof(basic));
    if (basic.FileAttributes != 0) file->node->attributes = basic.FileAttributes;
    return TRUE;
  }
  if (kind == FileAllocationInfo && size >= sizeof(FILE_ALLOCATION_INFO)) return TRUE;
  return Fail(ERROR_INVALID_PARAMETER);
}

BOOL WINAPI GetFileInformationByHandle(HANDLE handle, LPBY_HANDLE_FILE_INFORMATION information) {
  Call call;
  Status status = 0;
  const auto file = call.Get<OpenFileObject>(handle, status);
  if (file == nullptr) return Finish(status);
  const FileTimes& times = file->node->times;
  *information = {};
  information->dwFileAttributes = file->node->attributes;
  information->ftCreationTime = Shown(call.kernel, times.creation);
  information->ftLastAccessTime = Shown(call.kernel, times.access);
  information->ftLastWriteTime = Shown(call.kernel, times.write);
  information->nFileSizeHigh = static_cast<DWORD>(file->stream->size >> 32);
  information->nFileSizeLow = static_cast<DWORD>(file->stream->size);
  information->nNumberOfLinks = 1;
  information->nFileIndexLow = static_cast<DWORD>(file->node->id);
  return TRUE;
}

BOOL WINAPI GetFileInformationByHandleEx(HANDLE handle, FILE_INFO_BY_HANDLE_CLASS kind,
                                         LPVOID information, DWORD size) {
  Call call;
  Status status = 0;
  const auto file = call.Get<OpenFileObject>(handle, status);
  if (file == nullptr) return Finish(status);
  switch (kind) {
    case FileBasicInfo:
      return Give(BasicOf(call.kernel, *file->node), information, size);
    case FileStandardInfo:
      return Give(StandardOf(*file), information, size);
    case FileAttributeTagInfo:
      return Give(FILE_ATTRIBUTE_TAG_INFO{file->node->attributes, 0}, information, size);
    case FileStorageInfo:
      return Give(StorageOf(call.kernel.personality), information, size);
    case FileAlignmentInfo:
      return Give(FILE_ALIGNMENT_INFO{call.kernel.personality.alignment}, information, size);
    case FileRemoteProtocolInfo:
      if (!call.kernel.personality.remote) return Fail(ERROR_INVALID_PARAMETER);
      return Give(ProtocolOfAShare(), information, size);
    default:
      return Fail(ERROR_INVALID_PARAMETER);
  }
}

BOOL WINAPI GetFileTime(HANDLE handle, LPFILETIME creation, LPFILETIME access, LPFILETIME write) {
  Call call;
  Status status = 0;
  const auto file = call.Get<OpenFileObject>(handle, status);
  if (file == nullptr) return Finish(status);
  const FileTimes& times = file->node->times;
  if (creation != nullptr) *creation = Shown(call.kernel, times.creation);
  if (access != nullptr) *access = Shown(call.kernel, times.access);
  if (write != nullptr) *write = Shown(call.kernel, times.write);
  return TRUE;
}

// From then on this open's writes leave the times that were set.
BOOL WINAPI SetFileTime(HANDLE handle, const FILETIME* creation, const FILETIME* access,
                        const FILETIME* write) {
  Call call;
  Status status = 0;
  const auto file = call.Get<OpenFileObject>(handle, status);
  if (file == nullptr) return Finish(status);
  if ((call.Find(handle)->access & (FILE_WRITE_ATTRIBUTES | kMayWrite)) == 0) {
    return Fail(ERROR_ACCESS_DENIED);
  }
  FileTimes& times = file->node->times;
  TakeTime(creation, times.creation);
  TakeTime(access, times.access);
  // file_time.set_time_stops_its_handle, freeze_and_thaw
  const auto is_users = TakeTime(write, times.write);
  if (is_users) file->write_time_is_users = *is_users;
  return TRUE;
}

DWORD WINAPI GetFinalPathNameByHandleW(HANDLE handle, LPWSTR path, DWORD size, DWORD) {
  Call call;
  Status status = 0;
  const auto file = call.Get<OpenFileObject>(handle, status);
  if (file == nullptr) return static_cast<DWORD>(Finish(status));
  const WideString whole = Wide("\\\\?\\") + file->node->path;
  if (size <= whole.size()) return static_cast<DWORD>(whole.size() + 1);
  std::copy(whole.begin(), whole.end(), path);
  path[whole.size()] = 0;
  return static_cast<DWORD>(whole.size());
}

}  // namespace wfx::model

// Systems that get the times and attributes of written files wrong.
#include "runner/mutants/file_time.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"
#include "runner/win32/file_time.h"

namespace wfx::mutants {
namespace {

Handle OpenForAttributes(const WideString& path, DWORD access) {
  return {Base(), Base().CreateFileW(path.c_str(), access, kShareAll, nullptr, OPEN_EXISTING,
                                     FILE_ATTRIBUTE_NORMAL, nullptr)};
}

}  // namespace

Face FaceOf(const WideString& path) {
  const LastErrorKept kept;
  const Handle file = OpenForAttributes(path, FILE_READ_ATTRIBUTES);
  BY_HANDLE_FILE_INFORMATION information{};
  if (!file.valid() || !Base().GetFileInformationByHandle(file.get(), &information)) return {};
  return {true, ValueOf(information.ftLastWriteTime), information.dwFileAttributes};
}

void SetLastWrite(const WideString& path, std::uint64_t last_write) {
  const LastErrorKept kept;
  const Handle file = OpenForAttributes(path, FILE_WRITE_ATTRIBUTES);
  const FILETIME time = FileTimeOf(last_write);
  if (file.valid()) Base().SetFileTime(file.get(), nullptr, nullptr, &time);
}

namespace {

// How each file looked before its first write.
struct FacesBefore {
  std::mutex mutex;
  std::map<WideString, Face> of;
};

Face FaceBefore(const WideString& path) {
  auto& before = Own<FacesBefore>();
  const std::lock_guard lock(before.mutex);
  const auto found = before.of.find(path);
  return found == before.of.end() ? Face{} : found->second;
}

BOOL NoteFaceAndForward(const Write& write) {
  if (const auto opened = OpenedAs(write.file); opened && !opened->pipe && !opened->device()) {
    const Face face = FaceOf(opened->path);
    auto& before = Own<FacesBefore>();
    const std::lock_guard lock(before.mutex);
    before.of.try_emplace(opened->path, face);
  }
  return Forward(write);
}

// A CloseHandle after which `change` is done to a file that was written.
template <void (*change)(const WideString& path, const Face& before)>
BOOL WINAPI CloseAndChange(HANDLE handle) {
  const auto opened = OpenedAs(handle);
  const BOOL closed = WatchedCloseHandle(handle);
  if (!closed || !opened) return closed;
  if (const Face before = FaceBefore(opened->path); before.known) change(opened->path, before);
  return TRUE;
}

template <void (*change)(const WideString& path, const Face& before)>
void ChangeAtClose(Win32Api& table) {
  ReplaceWriteFileExWithHandles<&NoteFaceAndForward>(table);
  table.CloseHandle = &CloseAndChange<change>;
}

void PutTimeBack(const WideString& path, const Face& before) {
  SetLastWrite(path, before.last_write);
}

void PutAttributesBack(const WideString& path, const Face& before) {
  const LastErrorKept kept;
  Base().SetFileAttributesW(path.c_str(), before.attributes);
}

void MoveTimeOn(const WideString& path, const Face&) {
  SetLastWrite(path, FaceOf(path).last_write + kSecond);
}

// The write itself sets a time that is neither the old one nor its own.
BOOL SetOlderTime(const Write& write) {
  const auto opened = OpenedAs(write.file);
  const Face before = opened ? FaceOf(opened->path) : Face{};
  if (!before.known) return Forward(write);
  return Issue(write, [path = opened->path, before](const Write& ended, DWORD error, DWORD bytes) {
    if (error == 0) SetLastWrite(path, before.last_write - kSecond);
    Deliver(ended, error, bytes);
  });
}

BOOL MoveTimeOnNull(const Write& write) {
  const auto opened = OpenedAs(write.file);
  if (write.length == 0 && opened) MoveTimeOn(opened->path, {});
  return Forward(write);
}

BOOL MoveTimeWhenLocked(const Write& write) {
  const auto opened = OpenedAs(write.file);
  if (!opened) return Forward(write);
  const BOOL accepted =
      Issue(write, [path = opened->path](const Write& ended, DWORD error, DWORD bytes) {
        if (error == ERROR_LOCK_VIOLATION) MoveTimeOn(path, {});
        Deliver(ended, error, bytes);
      });
  if (!accepted && Base().GetLastError() == ERROR_LOCK_VIOLATION) MoveTimeOn(opened->path, {});
  return accepted;
}

BOOL RefuseReadOnlyFiles(const Write& write) {
  const auto opened = OpenedAs(write.file);
  const bool read_only = opened && (FaceOf(opened->path).attributes & FILE_ATTRIBUTE_READONLY) != 0;
  return read_only ? Refuse(ERROR_ACCESS_DENIED) : Forward(write);
}

void ForgetReadOnly(OpenRequest& sent) {
  constexpr DWORD kWrites = GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA | FILE_APPEND_DATA;
  const bool writes = (sent.access & kWrites) != 0;
  if (writes && (FaceOf(sent.path).attributes & FILE_ATTRIBUTE_READONLY) != 0)
    Base().SetFileAttributesW(sent.path, FILE_ATTRIBUTE_NORMAL);
}

// Through an open of its own, which ends at once, and with it what was asked of it.
BOOL WINAPI SetTimeBeside(HANDLE file, const FILETIME* creation, const FILETIME* access,
                          const FILETIME* write) {
  const auto opened = OpenedAs(file);
  const bool is_time = write != nullptr && ValueOf(*write) < kThawTime;
  if (!opened || !is_time) return Base().SetFileTime(file, creation, access, write);
  SetLastWrite(opened->path, ValueOf(*write));
  return TRUE;
}

BOOL WINAPI SetTimeButThaw(HANDLE file, const FILETIME* creation, const FILETIME* access,
                           const FILETIME* write) {
  if (write != nullptr && ValueOf(*write) == kThawTime) return TRUE;
  return Base().SetFileTime(file, creation, access, write);
}

// Of the name only: the times are what they were.
BOOL WINAPI CallItFat32(HANDLE file, LPWSTR label, DWORD label_size, LPDWORD serial,
                        LPDWORD longest, LPDWORD flags, LPWSTR name, DWORD name_size) {
  constexpr std::string_view kName = "FAT32";
  const BOOL told = Base().GetVolumeInformationByHandleW(file, label, label_size, serial, longest,
                                                         flags, name, name_size);
  if (told && name != nullptr && name_size > kName.size()) {
    std::copy(kName.begin(), kName.end(), name);
    name[kName.size()] = 0;
  }
  return told;
}

constexpr Mutant kFileTimeMutants[] = {
    {"archive_bit_stays_clear", "file_time.archive_bit",
     "closing a file that was written puts its attributes back",
     &ChangeAtClose<&PutAttributesBack>},
    {"close_moves_write_time", "file_time.close_adds_nothing",
     "closing a file that was written moves its last write time once more",
     &ChangeAtClose<&MoveTimeOn>},
    {"thaw_is_forgotten", "file_time.freeze_and_thaw",
     "a handle that froze the last write time never thaws it",
     [](Win32Api& table) { table.SetFileTime = &SetTimeButThaw; }},
    {"write_time_ignores_its_step", "file_time.granularity",
     "a volume that calls itself FAT32 has last write times in steps of 100 ns",
     [](Win32Api& table) { table.GetVolumeInformationByHandleW = &CallItFat32; }},
    {"write_time_stays", "file_time.moves_by_close",
     "closing a file that was written puts its last write time back", &ChangeAtClose<&PutTimeBack>},
    {"write_time_is_older_while_open", "file_time.old_or_new_while_open",
     "a write sets a last write time that lies before the old one",
     &ReplaceWriteFileExWithHandles<&SetOlderTime>},
    {"set_time_is_forgotten", "file_time.set_time_stops_its_handle",
     "the writes of a handle move the last write time that it has set",
     [](Win32Api& table) {
       WatchHandles(table);
       table.SetFileTime = &SetTimeBeside;
     }},
    {"read_only_attribute_stops_writes", "handle.read_only_attribute_spares_open_handles",
     "a file that becomes read-only refuses the writes of open handles",
     &ReplaceWriteFileExWithHandles<&RefuseReadOnlyFiles>},
    {"read_only_attribute_opens", "handle.read_only_file_is_refused_at_open",
     "a file that is read-only loses the attribute when it is opened for writing",
     [](Win32Api& table) { table.CreateFileW = &CreateFileWAs<&ForgetReadOnly>; }},
    {"refused_write_touches", "locked_range.refused_write_leaves_the_time",
     "a write that a lock refuses moves the last write time",
     &ReplaceWriteFileExWithHandles<&MoveTimeWhenLocked>},
    {"null_write_touches", "null_write.leaves_times_and_attributes",
     "a null write moves the last write time", &ReplaceWriteFileExWithHandles<&MoveTimeOnNull>},
};

}  // namespace

std::span<const Mutant> FileTimeMutants() { return kFileTimeMutants; }

}  // namespace wfx::mutants

// Systems that get mapped views wrong.
#include <cstring>
#include <map>
#include <utility>
#include <vector>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

// Views that are copies: where the caller believes them to be, and where they are.
struct ViewCopies {
  std::mutex mutex;
  std::map<const void*, std::pair<LPVOID, std::vector<std::byte>>> of;
};

// How many bytes of a section a view of all of it has.
SIZE_T ReadableAt(HANDLE section, SIZE_T asked) {
  return asked != 0 ? asked : Own<std::map<HANDLE, SIZE_T>>()[section];
}

HANDLE WINAPI RememberSize(HANDLE file, LPSECURITY_ATTRIBUTES security, DWORD protection,
                           DWORD size_high, DWORD size_low, LPCWSTR name) {
  const HANDLE section =
      Base().CreateFileMappingW(file, security, protection, size_high, size_low, name);
  const LastErrorKept kept;
  LARGE_INTEGER size{};
  if (section != nullptr && Base().GetFileSizeEx(file, &size))
    Own<std::map<HANDLE, SIZE_T>>()[section] = static_cast<SIZE_T>(size.QuadPart);
  return section;
}

LPVOID WINAPI MapACopy(HANDLE section, DWORD access, DWORD offset_high, DWORD offset_low,
                       SIZE_T length) {
  const LPVOID real = Base().MapViewOfFile(section, access, offset_high, offset_low, length);
  if (real == nullptr) return nullptr;
  std::vector<std::byte> copy(ReadableAt(section, length));
  std::memcpy(copy.data(), real, copy.size());
  const LPVOID shown = copy.data();
  auto& copies = Own<ViewCopies>();
  const std::lock_guard lock(copies.mutex);
  copies.of[shown] = {real, std::move(copy)};
  return shown;
}

LPVOID WINAPI MapACopyOfWhatIsLocked(HANDLE section, DWORD access, DWORD offset_high,
                                     DWORD offset_low, SIZE_T length) {
  return Now().locks.All().empty()
             ? Base().MapViewOfFile(section, access, offset_high, offset_low, length)
             : MapACopy(section, access, offset_high, offset_low, length);
}

BOOL WINAPI UnmapTheRealOne(LPCVOID address) {
  auto& copies = Own<ViewCopies>();
  const std::lock_guard lock(copies.mutex);
  const auto found = copies.of.find(address);
  if (found == copies.of.end()) return Base().UnmapViewOfFile(address);
  const BOOL unmapped = Base().UnmapViewOfFile(found->second.first);
  copies.of.erase(found);
  return unmapped;
}

void ReplaceViews(Win32Api& table, decltype(Win32Api::MapViewOfFile) map) {
  table.CreateFileMappingW = &RememberSize;
  table.MapViewOfFile = map;
  table.UnmapViewOfFile = &UnmapTheRealOne;
}

BOOL WINAPI PretendToCut(HANDLE file, FILE_INFO_BY_HANDLE_CLASS kind, LPVOID information,
                         DWORD size) {
  if (Base().SetFileInformationByHandle(file, kind, information, size)) return TRUE;
  return Base().GetLastError() == ERROR_USER_MAPPED_FILE;
}

constexpr Mutant kViewMutants[] = {
    {"locked_range_stops_stores", "locked_range.views_ignore_locks",
     "what is stored into a view of a file with locks never reaches it",
     [](Win32Api& table) {
       ReplaceLocks<&AsAsked>(table);
       ReplaceViews(table, &MapACopyOfWhatIsLocked);
     }},
    {"mapped_file_is_cut", "stream_data.mapped_file_is_not_cut",
     "a file that is mapped lets its end be set below its section",
     [](Win32Api& table) { table.SetFileInformationByHandle = &PretendToCut; }},
    {"view_is_stale", "stream_data.views_see_writes",
     "a view shows what was in the file when it was mapped, and keeps what is stored",
     [](Win32Api& table) { ReplaceViews(table, &MapACopy); }},
};

}  // namespace

std::span<const Mutant> ViewMutants() { return kViewMutants; }

}  // namespace wfx::mutants

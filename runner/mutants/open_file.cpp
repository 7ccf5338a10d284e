// Systems that let an open file's name, marks and locks decide what they do not.
#include <algorithm>
#include <set>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

// Paths of files that are marked for deletion.
struct MarkedPaths {
  std::mutex mutex;
  std::set<WideString> paths;
};

BOOL WINAPI RememberMarks(HANDLE file, FILE_INFO_BY_HANDLE_CLASS kind, LPVOID information,
                          DWORD size) {
  const BOOL set = Base().SetFileInformationByHandle(file, kind, information, size);
  const auto opened = OpenedAs(file);
  if (!set || !opened || kind != FileDispositionInfo) return set;
  auto& marked = Own<MarkedPaths>();
  const std::lock_guard lock(marked.mutex);
  if (static_cast<const FILE_DISPOSITION_INFO*>(information)->DeleteFile)
    marked.paths.insert(opened->path);
  else
    marked.paths.erase(opened->path);
  return set;
}

BOOL RefuseWhatIsMarked(const Write& write) {
  const auto opened = OpenedAs(write.file);
  auto& marked = Own<MarkedPaths>();
  const std::lock_guard lock(marked.mutex);
  return opened && marked.paths.contains(opened->path) ? Refuse(ERROR_ACCESS_DENIED)
                                                       : Forward(write);
}

// Whatever else is locked.
HANDLE WINAPI EmptyNothingLocked(LPCWSTR path, DWORD access, DWORD share,
                                 LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags,
                                 HANDLE model) {
  if (disposition == CREATE_ALWAYS && !Now().locks.All().empty()) {
    Base().SetLastError(ERROR_LOCK_VIOLATION);
    return INVALID_HANDLE_VALUE;
  }
  const OpenRequest asked{path, access, share, security, disposition, flags, model};
  return OpenAs(asked, asked);
}

// A name that no file can have is taken without what makes it so.
void ForgetTheStream(OpenRequest& sent) {
  static thread_local WideString kept;
  const WideString path(sent.path);
  const std::size_t colon = path.rfind(static_cast<WCHAR>(':'));
  if (colon == WideString::npos || colon < 2) return;
  kept = path.substr(0, colon);
  sent.path = kept.c_str();
}

constexpr Mutant kOpenFileMutants[] = {
    {"marked_file_refuses", "handle.file_to_be_deleted_is_writable",
     "a file that is marked for deletion refuses writes",
     [](Win32Api& table) {
       ReplaceWriteFileExWithHandles<&RefuseWhatIsMarked>(table);
       table.SetFileInformationByHandle = &RememberMarks;
     }},
    {"locked_file_is_not_emptied", "locked_range.truncating_open_is_allowed",
     "CREATE_ALWAYS fails with ERROR_LOCK_VIOLATION while a range is locked",
     [](Win32Api& table) {
       ReplaceLocks<&AsAsked>(table);
       table.CreateFileW = &EmptyNothingLocked;
     }},
    {"fat_has_streams", "stream_data.no_streams_on_fat", "a stream's name opens the file itself",
     [](Win32Api& table) {
       WatchHandles(table);
       table.CreateFileW = &CreateFileWAs<&ForgetTheStream>;
     }},
};

}  // namespace

std::span<const Mutant> OpenFileMutants() { return kOpenFileMutants; }

}  // namespace wfx::mutants

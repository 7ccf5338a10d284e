// Systems that get oplocks wrong.
#include <algorithm>
#include <vector>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

struct OplockRequest {
  HANDLE handle = nullptr;
  WideString path;
  DWORD code = 0;
  LPOVERLAPPED overlapped = nullptr;
};
struct OplockRequests {
  std::mutex mutex;
  std::vector<OplockRequest> all;
};

std::vector<OplockRequest> RequestsOn(const Write& write, DWORD code) {
  const auto opened = OpenedAs(write.file);
  auto& requests = Own<OplockRequests>();
  const std::lock_guard lock(requests.mutex);
  std::vector<OplockRequest> found;
  for (const OplockRequest& each : requests.all) {
    if (opened && each.path == opened->path && each.code == code) found.push_back(each);
  }
  return found;
}

// What tells the holder of a break.
void Break(const OplockRequest& request) {
  const LastErrorKept kept;
  request.overlapped->Internal = 0;
  Base().SetEvent(request.overlapped->hEvent);
}

bool IsRequest(DWORD code) {
  return code == FSCTL_REQUEST_OPLOCK || code == FSCTL_REQUEST_OPLOCK_LEVEL_2;
}

void Remember(HANDLE handle, DWORD code, LPOVERLAPPED overlapped) {
  const auto opened = OpenedAs(handle);
  if (!opened || overlapped == nullptr) return;
  auto& requests = Own<OplockRequests>();
  const std::lock_guard lock(requests.mutex);
  requests.all.push_back({handle, opened->path, code, overlapped});
}

BOOL WINAPI RememberRequests(HANDLE handle, DWORD code, LPVOID in, DWORD in_size, LPVOID out,
                             DWORD out_size, LPDWORD returned, LPOVERLAPPED overlapped) {
  if (IsRequest(code)) Remember(handle, code, overlapped);
  return Base().DeviceIoControl(handle, code, in, in_size, out, out_size, returned, overlapped);
}

// Nothing below knows of it, so nothing breaks it.
BOOL WINAPI OnlyPretendLevel2(HANDLE handle, DWORD code, LPVOID in, DWORD in_size, LPVOID out,
                              DWORD out_size, LPDWORD returned, LPOVERLAPPED overlapped) {
  if (code != FSCTL_REQUEST_OPLOCK_LEVEL_2 || overlapped == nullptr)
    return Base().DeviceIoControl(handle, code, in, in_size, out, out_size, returned, overlapped);
  Remember(handle, code, overlapped);
  overlapped->Internal = STATUS_PENDING;
  return Refuse(ERROR_IO_PENDING);
}

BOOL WINAPI EndRequestsAtClose(HANDLE handle) {
  {
    auto& requests = Own<OplockRequests>();
    const std::lock_guard lock(requests.mutex);
    std::erase_if(requests.all, [&](const OplockRequest& each) {
      if (each.handle != handle) return false;
      Break(each);
      return true;
    });
  }
  return WatchedCloseHandle(handle);
}

void WatchOplocks(Win32Api& table, decltype(Win32Api::DeviceIoControl) control) {
  WatchHandles(table);
  table.DeviceIoControl = control;
  table.CloseHandle = &EndRequestsAtClose;
}

BOOL BreakOnNull(const Write& write) {
  if (write.length == 0) {
    for (const OplockRequest& each : RequestsOn(write, FSCTL_REQUEST_OPLOCK_LEVEL_2)) Break(each);
  }
  return Forward(write);
}

BOOL RefuseAgainstReadHandle(const Write& write) {
  const auto requests = RequestsOn(write, FSCTL_REQUEST_OPLOCK);
  const bool held = std::any_of(requests.begin(), requests.end(), [&](const OplockRequest& each) {
    return each.handle != write.file;
  });
  return held ? Refuse(ERROR_CANNOT_BREAK_OPLOCK) : Forward(write);
}

constexpr Mutant kOplockMutants[] = {
    {"null_write_breaks_oplocks", "null_write.breaks_no_oplock",
     "a null write breaks level 2 oplocks",
     [](Win32Api& table) {
       WatchOplocks(table, &RememberRequests);
       ReplaceWriteFileEx<&BreakOnNull>(table);
     }},
    {"level_2_survives_a_write", "stream_data.level_2_oplock_breaks_at_once",
     "a level 2 oplock is held until its handle is closed, whatever is written",
     [](Win32Api& table) { WatchOplocks(table, &OnlyPretendLevel2); }},
    {"read_handle_oplock_stops_writes", "stream_data.read_handle_oplock_does_not_delay",
     "a write against the read-handle oplock of another handle is refused",
     [](Win32Api& table) {
       WatchOplocks(table, &RememberRequests);
       ReplaceWriteFileEx<&RefuseAgainstReadHandle>(table);
     }},
};

}  // namespace

std::span<const Mutant> OplockMutants() { return kOplockMutants; }

}  // namespace wfx::mutants

// Systems that get WriteFile, beside which WriteFileEx has to stand, wrong.
#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

BOOL WINAPI LeaveEvent(HANDLE file, LPCVOID buffer, DWORD length, LPDWORD written,
                       LPOVERLAPPED overlapped) {
  const HANDLE event = overlapped == nullptr ? nullptr : overlapped->hEvent;
  const bool signaled = event != nullptr && Base().WaitForSingleObject(event, 0) == WAIT_OBJECT_0;
  const BOOL done = Base().WriteFile(file, buffer, length, written, overlapped);
  const LastErrorKept kept;
  if (signaled) Base().SetEvent(event);
  return done;
}

constexpr Mutant kWriteFileMutants[] = {
    {"write_file_leaves_its_event", "write_file.event_follows_the_write",
     "WriteFile leaves an event signaled that was so before",
     [](Win32Api& table) { table.WriteFile = &LeaveEvent; }},
};

}  // namespace

std::span<const Mutant> WriteFileMutants() { return kWriteFileMutants; }

}  // namespace wfx::mutants

// Systems that tell of a completion in another way than they were asked to.
#include <set>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

BOOL WINAPI WaitDeafly(HANDLE file, LPOVERLAPPED overlapped, LPDWORD bytes, DWORD milliseconds,
                       BOOL) {
  return Base().GetOverlappedResultEx(file, overlapped, bytes, milliseconds, FALSE);
}

// Handles by what was last asked of them.
struct Modes {
  std::mutex mutex;
  std::set<HANDLE> set, taken_back;
};

BOOL WINAPI RememberModes(HANDLE file, BYTE modes) {
  auto& known = Own<Modes>();
  const std::lock_guard lock(known.mutex);
  (modes != 0 ? known.set : known.taken_back).insert(file);
  return Base().SetFileCompletionNotificationModes(file, modes);
}

void DropWhereSet(const Write& write, DWORD error, DWORD bytes) {
  auto& known = Own<Modes>();
  std::unique_lock lock(known.mutex);
  const bool dropped = known.set.contains(write.file);
  lock.unlock();
  if (!dropped) Deliver(write, error, bytes);
}

DWORD WINAPI SignalWhatWasTakenBack(HANDLE object, DWORD milliseconds) {
  auto& known = Own<Modes>();
  std::unique_lock lock(known.mutex);
  const bool signals = known.taken_back.contains(object);
  lock.unlock();
  return signals ? DWORD{WAIT_OBJECT_0} : Base().WaitForSingleObject(object, milliseconds);
}

BOOL WINAPI SkipEveryPacket(HANDLE port, LPDWORD bytes, PULONG_PTR key, LPOVERLAPPED* overlapped,
                            DWORD milliseconds) {
  auto& known = Own<Modes>();
  std::unique_lock lock(known.mutex);
  const bool skips = !known.set.empty();
  lock.unlock();
  if (!skips) return Base().GetQueuedCompletionStatus(port, bytes, key, overlapped, milliseconds);
  *overlapped = nullptr;
  return Refuse(WAIT_TIMEOUT);
}

constexpr Mutant kNotificationMutants[] = {
    {"skip_modes_take_the_routine", "completion.notification_modes_leave_the_routine",
     "a handle with notification modes runs no completion routines",
     [](Win32Api& table) {
       ReplaceDelivery<&DropWhereSet>(table);
       table.SetFileCompletionNotificationModes = &RememberModes;
     }},
    {"notification_modes_are_taken_back", "completion.notification_modes_stay",
     "setting no notification modes takes those away that were set",
     [](Win32Api& table) {
       table.SetFileCompletionNotificationModes = &RememberModes;
       table.WaitForSingleObject = &SignalWhatWasTakenBack;
     }},
    {"result_ex_is_deaf", "completion.result_ex_is_alertable",
     "GetOverlappedResultEx never waits alertably",
     [](Win32Api& table) { table.GetOverlappedResultEx = &WaitDeafly; }},
    {"skip_port_takes_pending_packets", "write_file.skipping_the_port_spares_pending_ones",
     "a handle that skips the port on success posts no packets for writes that pended",
     [](Win32Api& table) {
       table.SetFileCompletionNotificationModes = &RememberModes;
       table.GetQueuedCompletionStatus = &SkipEveryPacket;
     }},
};

}  // namespace

std::span<const Mutant> NotificationMutants() { return kNotificationMutants; }

}  // namespace wfx::mutants

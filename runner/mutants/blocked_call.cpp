// Systems whose blocking calls return too early, wrong, or not when they are cancelled.
#include <atomic>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

// ---- FlushFileBuffers ----

BOOL WINAPI FlushNothing(HANDLE file) {
  const auto opened = OpenedAs(file);
  return opened && opened->pipe ? TRUE : Base().FlushFileBuffers(file);
}

BOOL WINAPI FlushBroken(HANDLE file) {
  const BOOL done = Base().FlushFileBuffers(file);
  return done || Base().GetLastError() == ERROR_BROKEN_PIPE;
}

struct Cancels {
  std::atomic<int> count{0};
};

BOOL WINAPI CountCancel(HANDLE file) {
  ++Own<Cancels>().count;
  return Base().CancelIo(file);
}

BOOL WINAPI FailWhenCancelled(HANDLE file) {
  std::atomic<int>& count = Own<Cancels>().count;
  const int before = count;
  const BOOL done = Base().FlushFileBuffers(file);
  return count == before ? done : Refuse(ERROR_OPERATION_ABORTED);
}

// ---- CancelSynchronousIo ----

BOOL WINAPI FindNothing(HANDLE) { return Refuse(ERROR_NOT_FOUND); }

BOOL WINAPI CancelWritesToo(HANDLE thread) {
  if (Base().CancelSynchronousIo(thread)) return TRUE;
  bool found = false;
  for (const Outstanding& each : OutstandingWrites()) {
    if (!IsPending(each.write)) continue;
    found = Base().CancelIoEx(each.write.file, each.write.overlapped) || found;
  }
  return found ? TRUE : Refuse(ERROR_NOT_FOUND);
}

constexpr Mutant kBlockedCallMutants[] = {
    {"cancelled_write_fails_the_flush", "cancel.lets_a_flush_end",
     "a flush that waits for a write fails when that is cancelled",
     [](Win32Api& table) {
       table.CancelIo = &CountCancel;
       table.FlushFileBuffers = &FailWhenCancelled;
     }},
    {"synchronous_cancel_is_deaf", "cancel.synchronous_cancel_ends_a_blocked_call",
     "CancelSynchronousIo finds nothing in a thread that is blocked",
     [](Win32Api& table) { table.CancelSynchronousIo = &FindNothing; }},
    {"synchronous_cancel_reaches_overlapped", "cancel.synchronous_cancel_spares_overlapped",
     "CancelSynchronousIo cancels overlapped writes",
     [](Win32Api& table) {
       ReplaceDelivery<&Deliver>(table);
       table.CancelSynchronousIo = &CancelWritesToo;
     }},
    {"flush_of_a_broken_pipe_succeeds", "pipe.flush_fails_when_the_peer_closes",
     "a flush succeeds when the reader closes without having read",
     [](Win32Api& table) { table.FlushFileBuffers = &FlushBroken; }},
    {"flush_does_not_wait", "pipe.flush_waits_for_the_reader",
     "FlushFileBuffers on a pipe returns before anybody has read",
     [](Win32Api& table) {
       WatchHandles(table);
       table.FlushFileBuffers = &FlushNothing;
     }},
};

}  // namespace

std::span<const Mutant> BlockedCallMutants() { return kBlockedCallMutants; }

}  // namespace wfx::mutants

// Systems that cancel too much, too little, or report it wrong.
#include <algorithm>
#include <atomic>
#include <deque>
#include <set>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

bool IsMine(const Outstanding& write) { return write.thread == std::this_thread::get_id(); }

std::vector<Outstanding> PendingOn(HANDLE file) {
  std::vector<Outstanding> writes = OutstandingWrites(file);
  std::erase_if(writes, [](const Outstanding& each) { return !IsPending(each.write); });
  return writes;
}

const Outstanding* FindIn(const std::vector<Outstanding>& writes, LPOVERLAPPED overlapped) {
  const auto found = std::find_if(writes.begin(), writes.end(), [&](const Outstanding& each) {
    return each.write.overlapped == overlapped;
  });
  return found == writes.end() ? nullptr : &*found;
}

// ---- CancelIo ----

BOOL WINAPI CancelTheFirst(HANDLE file) {
  std::vector<Outstanding> pending = PendingOn(file);
  std::erase_if(pending, [](const Outstanding& each) { return !IsMine(each); });
  if (pending.size() < 2) return Base().CancelIo(file);
  return Base().CancelIoEx(file, pending.front().write.overlapped);
}

BOOL WINAPI CancelOfEveryThread(HANDLE file) {
  const std::vector<Outstanding> pending = PendingOn(file);
  if (pending.empty() || std::any_of(pending.begin(), pending.end(), &IsMine))
    return Base().CancelIo(file);
  const LastErrorKept kept;
  Base().CancelIoEx(file, nullptr);
  return TRUE;
}

BOOL WINAPI RefuseIdle(HANDLE file) {
  const BOOL done = Base().CancelIo(file);
  return done && OutstandingWrites().empty() ? Refuse(ERROR_NOT_FOUND) : done;
}

BOOL WINAPI IgnoreDuplicates(HANDLE file) {
  const auto opened = OpenedAs(file);
  return opened && opened->duplicate ? TRUE : Base().CancelIo(file);
}

BOOL WINAPI ClosedIsNotFound(HANDLE file) {
  const BOOL done = Base().CancelIo(file);
  return !done && Base().GetLastError() == ERROR_INVALID_HANDLE ? Refuse(ERROR_NOT_FOUND) : done;
}

BOOL WINAPI NeedOverlappedToCancel(HANDLE file) {
  const auto opened = OpenedAs(file);
  const bool refused = opened && !opened->Has(FILE_FLAG_OVERLAPPED);
  return refused ? Refuse(ERROR_INVALID_PARAMETER) : Base().CancelIo(file);
}

// ---- CancelIoEx ----

BOOL WINAPI ClosedIsNotFoundEx(HANDLE file, LPOVERLAPPED overlapped) {
  const BOOL done = Base().CancelIoEx(file, overlapped);
  return !done && Base().GetLastError() == ERROR_INVALID_HANDLE ? Refuse(ERROR_NOT_FOUND) : done;
}

BOOL WINAPI CancelOwnAlone(HANDLE file, LPOVERLAPPED overlapped) {
  const std::vector<Outstanding> pending = PendingOn(file);
  const bool foreign = std::any_of(pending.begin(), pending.end(),
                                   [](const Outstanding& each) { return !IsMine(each); });
  if (overlapped != nullptr || !foreign) return Base().CancelIoEx(file, overlapped);
  const LastErrorKept kept;
  Base().CancelIo(file);
  return TRUE;
}

BOOL WINAPI CancelAllForOne(HANDLE file, LPOVERLAPPED overlapped) {
  const bool known = overlapped != nullptr && FindIn(PendingOn(file), overlapped) != nullptr;
  return Base().CancelIoEx(file, known ? nullptr : overlapped);
}

BOOL WINAPI FindWhatIsOver(HANDLE file, LPOVERLAPPED overlapped) {
  const bool over = overlapped != nullptr && FindIn(OutstandingWrites(), overlapped) == nullptr;
  const BOOL done = Base().CancelIoEx(file, overlapped);
  return over && !done && Base().GetLastError() == ERROR_NOT_FOUND ? TRUE : done;
}

BOOL WINAPI FindOnIdle(HANDLE file, LPOVERLAPPED overlapped) {
  const BOOL done = Base().CancelIoEx(file, overlapped);
  const bool idle = !done && overlapped == nullptr && Base().GetLastError() == ERROR_NOT_FOUND;
  return idle ? TRUE : done;
}

BOOL WINAPI TakeTheRoutine(HANDLE file, LPOVERLAPPED overlapped) {
  const std::vector<Outstanding> writes = OutstandingWrites(file);
  const Outstanding* due = FindIn(writes, overlapped);
  if (due != nullptr && !IsPending(due->write)) Lose(*due);
  return Base().CancelIoEx(file, overlapped);
}

// Those behind the cancelled one that can go on now are forgotten.
BOOL WINAPI ForgetFollowers(HANDLE file, LPOVERLAPPED overlapped) {
  const std::vector<Outstanding> pending = PendingOn(file);
  const Outstanding* first = FindIn(pending, overlapped);
  const BOOL done = Base().CancelIoEx(file, overlapped);
  if (first == nullptr || !done) return done;
  for (const Outstanding& each : pending) {
    if (each.number > first->number && !IsPending(each.write)) Lose(each);
  }
  return done;
}

// ---- the end of a cancelled write ----

void RunAbortedTwice(const Write& write, DWORD error, DWORD bytes) {
  Deliver(write, error, bytes);
  if (error == ERROR_OPERATION_ABORTED) Deliver(write, error, bytes);
}

void LoseFileWrites(HANDLE file) {
  const auto opened = OpenedAs(file);
  if (!opened || opened->pipe) return;
  for (const Outstanding& each : OutstandingWrites(file)) Lose(each);
}

BOOL WINAPI CancelAndLose(HANDLE file) {
  LoseFileWrites(file);
  return Base().CancelIo(file);
}

BOOL WINAPI CancelAndLoseEx(HANDLE file, LPOVERLAPPED overlapped) {
  LoseFileWrites(file);
  return Base().CancelIoEx(file, overlapped);
}

struct CancelledHandles {
  std::mutex mutex;
  std::set<HANDLE> handles;
};

BOOL WINAPI RememberCancelled(HANDLE file) {
  auto& cancelled = Own<CancelledHandles>();
  const std::lock_guard lock(cancelled.mutex);
  cancelled.handles.insert(file);
  return Base().CancelIo(file);
}

DWORD WINAPI UnsignaledUntilTheRoutine(HANDLE object, DWORD milliseconds) {
  auto& cancelled = Own<CancelledHandles>();
  std::unique_lock lock(cancelled.mutex);
  const bool due = cancelled.handles.contains(object) && !OutstandingWrites(object).empty();
  lock.unlock();
  return due ? DWORD{WAIT_TIMEOUT} : Base().WaitForSingleObject(object, milliseconds);
}

// ---- a write that was partly read ----

constexpr DWORD kPutBack = 64;

struct PartlyRead {
  std::atomic<std::uint64_t> reads{0};
  std::mutex mutex;
  struct Rest {
    OVERLAPPED overlapped{};
    std::vector<std::byte> bytes;
  };
  std::deque<Rest> rests;  // the system below may still read them
};

BOOL WINAPI CountReads(HANDLE file, LPVOID buffer, DWORD length, LPDWORD read,
                       LPOVERLAPPED overlapped) {
  const BOOL done = Base().ReadFile(file, buffer, length, read, overlapped);
  if (done) ++Own<PartlyRead>().reads;
  return done;
}

void PutBack(const Write& write) {
  const LastErrorKept kept;
  const auto* bytes = static_cast<const std::byte*>(write.buffer);
  auto& own = Own<PartlyRead>();
  const std::lock_guard lock(own.mutex);
  auto& rest = own.rests.emplace_back();
  rest.bytes.assign(bytes, bytes + std::min(write.length, kPutBack));
  Base().WriteFile(write.file, rest.bytes.data(), static_cast<DWORD>(rest.bytes.size()), nullptr,
                   &rest.overlapped);
}

BOOL LeaveTheRest(const Write& write) {
  const std::uint64_t before = Own<PartlyRead>().reads;
  return Issue(write, [before](const Write& ended, DWORD error, DWORD bytes) {
    if (error == ERROR_OPERATION_ABORTED && Own<PartlyRead>().reads > before) PutBack(ended);
    Deliver(ended, error, bytes);
  });
}

// ---- the list ----

template <auto cancel_io>
void ReplaceCancelIo(Win32Api& table) {
  WatchHandles(table);
  ReplaceDelivery<&Deliver>(table);
  table.CancelIo = cancel_io;
}

template <auto cancel_io_ex>
void ReplaceCancelIoEx(Win32Api& table) {
  ReplaceDelivery<&Deliver>(table);
  table.CancelIoEx = cancel_io_ex;
}

void LoseAborted(const Write& write, DWORD error, DWORD bytes) {
  if (error != ERROR_OPERATION_ABORTED) Deliver(write, error, bytes);
}

constexpr Mutant kCancelMutants[] = {
    {"cancel_io_reaches_other_threads", "cancel.another_thread_cancels_nothing",
     "CancelIo cancels the writes of other threads", &ReplaceCancelIo<&CancelOfEveryThread>},
    {"cancel_io_ex_picks_all", "cancel.cancel_io_ex_picks_one",
     "CancelIoEx with an OVERLAPPED cancels every write of the handle",
     &ReplaceCancelIoEx<&CancelAllForOne>},
    {"cancel_io_ex_reaches_own_thread", "cancel.cancel_io_ex_reaches_every_thread",
     "CancelIoEx without an OVERLAPPED leaves the writes of other threads alone",
     &ReplaceCancelIoEx<&CancelOwnAlone>},
    {"cancel_on_closed_is_not_found", "cancel.closed_handle_is_invalid",
     "cancelling on a closed handle fails with ERROR_NOT_FOUND",
     [](Win32Api& table) {
       table.CancelIo = &ClosedIsNotFound;
       table.CancelIoEx = &ClosedIsNotFoundEx;
     }},
    {"cancel_takes_due_routine", "cancel.completed_write_keeps_its_routine",
     "CancelIoEx on a write that has completed takes its routine away",
     &ReplaceCancelIoEx<&TakeTheRoutine>},
    {"cancelled_file_write_never_ends", "cancel.file_write_ends_either_way",
     "a file write that is cancelled never has its routine run",
     [](Win32Api& table) {
       ReplaceCancelIo<&CancelAndLose>(table);
       table.CancelIoEx = &CancelAndLoseEx;
     }},
    {"cancelled_handle_waits_for_routine", "cancel.handle_may_signal_first",
     "after CancelIo the handle stays unsignaled until the routine has run",
     [](Win32Api& table) {
       ReplaceCancelIo<&RememberCancelled>(table);
       table.WaitForSingleObject = &UnsignaledUntilTheRoutine;
     }},
    {"idle_cancel_io_fails", "cancel.idle_cancel_io_succeeds",
     "CancelIo with nothing pending fails with ERROR_NOT_FOUND", &ReplaceCancelIo<&RefuseIdle>},
    {"idle_cancel_io_ex_succeeds", "cancel.idle_handle_is_not_found",
     "CancelIoEx without an OVERLAPPED returns TRUE on an idle handle",
     &ReplaceCancelIoEx<&FindOnIdle>},
    {"cancel_io_stops_at_first", "cancel.issuer_cancels_its_writes",
     "CancelIo cancels the first pending write and leaves the others",
     &ReplaceCancelIo<&CancelTheFirst>},
    {"cancel_finds_what_is_over", "cancel.nothing_to_cancel_is_not_found",
     "CancelIoEx returns TRUE for a write whose routine has run",
     &ReplaceCancelIoEx<&FindWhatIsOver>},
    {"cancelled_rest_stays", "cancel.partly_read_write_reports_zero",
     "bytes of a partly read write stay in the pipe when it is cancelled",
     [](Win32Api& table) {
       table.ReadFile = &CountReads;
       ReplaceWriteFileEx<&LeaveTheRest>(table);
     }},
    {"cancelled_routine_runs_twice", "cancel.routine_still_runs_once",
     "the routine of a cancelled write runs twice", &ReplaceDelivery<&RunAbortedTwice>},
    {"cancelled_routine_is_lost", "cancel.routine_still_runs_once",
     "a cancelled write never has its routine run", &ReplaceDelivery<&LoseAborted>},
    {"cancelling_forgets_the_next", "cancel.second_write_proceeds",
     "a write that the cancelling of another one lets through never has its routine run",
     &ReplaceCancelIoEx<&ForgetFollowers>},
    {"cancel_io_needs_overlapped", "cancel.synchronous_handle_is_left_alone",
     "CancelIo refuses a handle without FILE_FLAG_OVERLAPPED",
     &ReplaceCancelIo<&NeedOverlappedToCancel>},
    {"cancel_ignores_duplicates", "cancel.works_through_a_duplicate",
     "CancelIo through a duplicate handle does nothing", &ReplaceCancelIo<&IgnoreDuplicates>},
};

}  // namespace

std::span<const Mutant> CancelMutants() { return kCancelMutants; }

}  // namespace wfx::mutants

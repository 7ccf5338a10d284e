// Systems that get the completion routine wrong: how often, when, where and with what.
#include <atomic>
#include <deque>
#include <map>
#include <thread>
#include <utility>

#include "runner/mutants/areas.h"
#include "runner/mutants/completion_waits.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

// ---- how often and when ----

void RunTwice(const Write& write, DWORD error, DWORD bytes) {
  Deliver(write, error, bytes);
  Deliver(write, error, bytes);
}

// Of writes that are outstanding at the same time.
struct OutstandingCount {
  std::atomic<std::uint32_t> now{0};
};

BOOL LoseBeyondAThousand(const Write& write) {
  auto& outstanding = Own<OutstandingCount>().now;
  const bool lost = ++outstanding > 1000;
  const BOOL accepted =
      Issue(write, [&outstanding, lost](const Write& ended, DWORD error, DWORD bytes) {
        --outstanding;
        if (!lost) Deliver(ended, error, bytes);
      });
  if (!accepted) --outstanding;
  return accepted;
}

BOOL RunInsideTheCall(const Write& write) {
  const BOOL accepted = Forward(write);
  const LastErrorKept kept;
  // A system may take its time; what stays pending longer is left alone.
  if (accepted) Base().SleepEx(IsPending(write) ? 20 : 0, TRUE);
  return accepted;
}

BOOL RunAfterRefusal(const Write& write) {
  const BOOL accepted = Forward(write);
  if (!accepted) Post(write, Base().GetLastError(), 0);
  return accepted;
}

BOOL RefuseInRoutines(const Write& write) {
  return Here().routines > 0 ? Refuse(ERROR_INVALID_FUNCTION) : Issue(write, &Deliver);
}

// The last write to each file, by path.
struct LastWrites {
  std::mutex mutex;
  std::map<WideString, Write> of;
};

BOOL RememberLast(const Write& write) {
  const BOOL accepted = Forward(write);
  const auto opened = accepted ? OpenedAs(write.file) : std::nullopt;
  if (opened) {
    auto& last = Own<LastWrites>();
    const std::lock_guard lock(last.mutex);
    last.of[opened->path] = write;
  }
  return accepted;
}

BOOL WINAPI RunAgainAtDelete(LPCWSTR path) {
  auto& last = Own<LastWrites>();
  std::unique_lock lock(last.mutex);
  auto write = last.of.extract(path);
  lock.unlock();
  if (!write.empty()) Deliver(write.mapped(), 0, write.mapped().length);
  return Base().DeleteFileW(path);
}

// ---- where ----

void RunOnAnotherThread(const Write& write, DWORD error, DWORD bytes) {
  std::thread([&] { Deliver(write, error, bytes); }).join();
}

bool IsCancelled(const Write& write) {
  return static_cast<DWORD>(write.overlapped->Internal) == STATUS_CANCELLED;
}

// Runs the routines of a thread that ends: those of its pending writes, or those that are due. What
// was pending may have been cancelled by now.
template <bool pending>
struct AtThreadEnd {
  State* state = nullptr;

  ~AtThreadEnd() {
    if (state == nullptr || state != &Now()) return;
    for (const Outstanding& each : OutstandingWrites()) {
      const bool was_pending = IsPending(each.write) || IsCancelled(each.write);
      if (each.thread != std::this_thread::get_id() || was_pending != pending) continue;
      Lose(each);
      const auto bytes = static_cast<DWORD>(each.write.overlapped->InternalHigh);
      Deliver(each.write, pending ? DWORD{ERROR_OPERATION_ABORTED} : 0, pending ? 0 : bytes);
    }
  }
};

template <bool pending>
BOOL IssueUntilThreadEnds(const Write& write) {
  thread_local AtThreadEnd<pending> end;
  end.state = &Now();
  return Issue(write, &Deliver);
}

// ---- with what ----

void SignalEvent(const Write& write, DWORD error, DWORD bytes) {
  if (write.overlapped->hEvent != nullptr) {
    const LastErrorKept kept;
    Base().SetEvent(write.overlapped->hEvent);
  }
  Deliver(write, error, bytes);
}

struct Copies {
  std::mutex mutex;
  std::deque<OVERLAPPED> copies;
};

void PassACopy(const Write& write, DWORD error, DWORD bytes) {
  auto& own = Own<Copies>();
  std::unique_lock lock(own.mutex);
  OVERLAPPED& copy = own.copies.emplace_back(*write.overlapped);
  lock.unlock();
  write.routine(error, bytes, &copy);
}

void AdvanceOffset(const Write& write, DWORD error, DWORD bytes) {
  if (!write.Appends()) write.overlapped->Offset += bytes;
  Deliver(write, error, bytes);
}

void ForgetTheCount(const Write& write, DWORD error, DWORD bytes) {
  if (error == 0) write.overlapped->InternalHigh = 0;
  Deliver(write, error, bytes);
}

void CountOnFailure(const Write& write, DWORD error, DWORD bytes) {
  const bool counts = error != 0 && error != ERROR_OPERATION_ABORTED;
  Deliver(write, error, counts ? write.length : bytes);
}

BOOL LeavePendingError(const Write& write) {
  const BOOL accepted = Forward(write);
  if (accepted) Base().SetLastError(ERROR_IO_PENDING);
  return accepted;
}

// ---- while it is pending ----

// Replaces Internal, which the system below may be writing to.
void ReplaceInternal(OVERLAPPED& words, ULONG_PTR from, ULONG_PTR to) {
  std::atomic_ref(words.Internal).compare_exchange_strong(from, to);
}

constexpr ULONG_PTR kWrongStatus = ERROR_IO_PENDING;  // the error's number, not the status

BOOL MisnamePending(const Write& write) {
  const BOOL accepted = Forward(write);
  if (accepted) ReplaceInternal(*write.overlapped, STATUS_PENDING, kWrongStatus);
  return accepted;
}

BOOL WINAPI ResultDespiteMisnaming(HANDLE file, LPOVERLAPPED overlapped, LPDWORD bytes, BOOL wait) {
  const bool misnamed = overlapped->Internal == kWrongStatus;
  if (misnamed) ReplaceInternal(*overlapped, kWrongStatus, STATUS_PENDING);
  const BOOL done = Base().GetOverlappedResult(file, overlapped, bytes, wait);
  if (misnamed) ReplaceInternal(*overlapped, STATUS_PENDING, kWrongStatus);
  return done;
}

BOOL WINAPI ResultIsPending(HANDLE file, LPOVERLAPPED overlapped, LPDWORD bytes, BOOL wait) {
  const BOOL done = Base().GetOverlappedResult(file, overlapped, bytes, wait);
  const bool incomplete = !done && Base().GetLastError() == ERROR_IO_INCOMPLETE;
  return incomplete ? Refuse(ERROR_IO_PENDING) : done;
}

BOOL WINAPI ResultAfterTheRoutine(HANDLE file, LPOVERLAPPED overlapped, LPDWORD bytes, BOOL wait) {
  for (const Outstanding& each : OutstandingWrites(file)) {
    if (each.write.overlapped == overlapped && !wait) return Refuse(ERROR_IO_INCOMPLETE);
  }
  return Base().GetOverlappedResult(file, overlapped, bytes, wait);
}

DWORD WINAPI PendingHandleIsSignaled(HANDLE object, DWORD milliseconds) {
  for (const Outstanding& each : OutstandingWrites(object)) {
    if (IsPending(each.write)) return WAIT_OBJECT_0;
  }
  return Base().WaitForSingleObject(object, milliseconds);
}

void ClearEvent(const Write& write, DWORD error, DWORD bytes) {
  write.overlapped->hEvent = nullptr;
  Deliver(write, error, bytes);
}

constexpr Mutant kCompletionMutants[] = {
    {"only_own_routines_end_a_wait", "completion.any_apc_ends_the_wait",
     "an alertable wait goes on when an APC has run that is no completion routine",
     &waits::OnlyOwnRoutinesEnd},
    {"offset_advances", "completion.buffer_and_overlapped_are_left",
     "Offset has moved on by the bytes written when the routine runs",
     &ReplaceDelivery<&AdvanceOffset>},
    {"event_is_set", "completion.event_is_not_used", "hEvent is signaled when the write completes",
     &ReplaceDelivery<&SignalEvent>},
    {"event_field_is_cleared", "completion.event_is_not_used",
     "hEvent is NULL when the routine runs", &ReplaceDelivery<&ClearEvent>},
    {"failure_reports_its_length", "completion.failure_reports_zero_bytes",
     "a write that fails later reports the count it was asked for",
     &ReplaceDelivery<&CountOnFailure>},
    {"file_handle_swallows_routine", "completion.file_handle_as_object_may_win",
     "an alertable wait that the file handle ends takes the routines of the thread away",
     &waits::FileHandleSwallows},
    {"handle_is_signaled_while_pending", "completion.handle_is_signaled_before_the_routine",
     "a file handle counts as signaled while its write is pending",
     [](Win32Api& table) {
       ReplaceDelivery<&Deliver>(table);
       table.WaitForSingleObject = &PendingHandleIsSignaled;
     }},
    {"routine_on_another_thread", "completion.issuing_thread_only",
     "the routine runs on a thread of the system's own", &ReplaceDelivery<&RunOnAnotherThread>},
    {"last_error_says_pending", "completion.last_error_after_success",
     "the last error is ERROR_IO_PENDING after TRUE", &ReplaceWriteFileEx<&LeavePendingError>},
    {"routine_runs_at_thread_end", "completion.lost_with_its_thread",
     "a routine that is due runs while its thread ends",
     &ReplaceWriteFileEx<&IssueUntilThreadEnds<false>>},
    {"msg_wait_is_deaf", "completion.msg_wait_runs_it",
     "MsgWaitForMultipleObjectsEx ignores MWMO_ALERTABLE", &waits::MsgWaitIsDeaf},
    {"nested_wait_swallows_routines", "completion.nested_alertable_wait",
     "an alertable wait inside a routine loses the routines that are due",
     &waits::NestedWaitSwallows},
    {"routine_runs_after_false", "completion.never_after_false",
     "a write that was refused has its routine run with the error",
     &ReplaceWriteFileEx<&RunAfterRefusal>},
    {"routine_runs_inside_the_call", "completion.never_inside_the_call",
     "WriteFileEx runs the routine itself when the write is complete",
     &ReplaceWriteFileEx<&RunInsideTheCall>},
    {"plain_wait_is_alertable", "completion.not_in_a_plain_wait",
     "WaitForSingleObjectEx ignores that bAlertable is FALSE", &waits::PlainWaitIsAlertable},
    {"routine_runs_again_late", "completion.nothing_late",
     "the last write to a file has its routine run again when the file is deleted",
     [](Win32Api& table) {
       WatchHandles(table);
       table.DeleteFileW = &RunAgainAtDelete;
       ReplaceWriteFileEx<&RememberLast>(table);
     }},
    {"one_routine_a_wait", "completion.one_wait_runs_all",
     "an alertable wait runs one completion routine and leaves the others to the next",
     &waits::OneRoutineAWait},
    {"routine_gets_a_copy", "completion.overlapped_is_the_callers",
     "the routine receives a copy of the OVERLAPPED", &ReplaceDelivery<&PassACopy>},
    {"pending_is_the_win32_error", "completion.pending_status",
     "Internal is ERROR_IO_PENDING instead of STATUS_PENDING while the write is pending",
     [](Win32Api& table) {
       ReplaceWriteFileEx<&MisnamePending>(table);
       table.GetOverlappedResult = &ResultDespiteMisnaming;
     }},
    {"pending_routine_runs_at_thread_end", "completion.pending_write_ends_with_its_thread",
     "the routine of a pending write runs while its thread ends",
     &ReplaceWriteFileEx<&IssueUntilThreadEnds<true>>},
    {"pipe_read_is_alertable", "completion.pipe_read_runs_nothing",
     "ReadFile on a synchronous pipe handle runs the routines that are due",
     &waits::PipeReadIsAlertable},
    {"port_wait_is_deaf", "completion.port_wait_runs_it",
     "GetQueuedCompletionStatusEx ignores fAlertable", &waits::PortWaitIsDeaf},
    {"reissue_in_routine_refused", "completion.reissue_in_the_routine",
     "WriteFileEx is refused inside a completion routine", &ReplaceWriteFileEx<&RefuseInRoutines>},
    {"result_needs_the_routine", "completion.result_before_the_routine",
     "GetOverlappedResult calls a write incomplete until its routine has run",
     [](Win32Api& table) {
       ReplaceDelivery<&Deliver>(table);
       table.GetOverlappedResult = &ResultAfterTheRoutine;
     }},
    {"result_while_pending_says_pending", "completion.result_while_pending_is_incomplete",
     "GetOverlappedResult reports a pending write with ERROR_IO_PENDING",
     [](Win32Api& table) { table.GetOverlappedResult = &ResultIsPending; }},
    {"routine_is_lost_beyond_a_thousand", "completion.runs_once",
     "of more than a thousand outstanding writes the later ones lose their routines",
     &ReplaceWriteFileEx<&LoseBeyondAThousand>},
    {"routine_runs_twice", "completion.runs_once", "every routine runs twice",
     &ReplaceDelivery<&RunTwice>},
    {"shared_queue_is_two_queues", "completion.shares_the_apc_queue",
     "an APC behind a completion routine waits for the next alertable wait", &waits::QueuesAreTwo},
    {"signal_object_and_wait_signals_nothing", "completion.signal_object_and_wait_runs_it",
     "SignalObjectAndWait only waits", &waits::SignalsNothing},
    {"signaled_object_swallows_routine", "completion.signaled_object_may_win",
     "an alertable wait that a signaled object ends takes the routines of the thread away",
     &waits::SignaledObjectSwallows},
    {"sleep_ex_of_zero_is_deaf", "completion.sleep_ex_runs_it",
     "an alertable SleepEx of 0 ms runs nothing", &waits::SleepExOfZeroIsDeaf},
    {"success_forgets_internal_high", "completion.success_words",
     "InternalHigh is 0 after a success", &ReplaceDelivery<&ForgetTheCount>},
    {"wait_for_multiple_is_deaf", "completion.wait_for_multiple_objects_ex_runs_it",
     "WaitForMultipleObjectsEx ignores bAlertable", &waits::MultipleIsDeaf},
    {"wait_for_single_is_deaf", "completion.wait_for_single_object_ex_runs_it",
     "WaitForSingleObjectEx ignores bAlertable", &waits::SingleIsDeaf},
    {"result_wait_is_alertable", "completion.waiting_for_the_result_runs_nothing",
     "GetOverlappedResult that waits runs the routines that are due",
     &waits::ResultWaitIsAlertable},
};

}  // namespace

std::span<const Mutant> CompletionMutants() { return kCompletionMutants; }

}  // namespace wfx::mutants

// Waits, alertable and not, and the APC queues they empty.
#include <algorithm>
#include <vector>

#include "runner/model/kernel.h"
#include "runner/model/table.h"
#include "runner/win32/handle.h"

namespace wfx::model {
namespace {

constexpr int kForeignApcOneIn = 4;

}  // namespace

Time Kernel::Deadline(DWORD milliseconds) const {
  if (milliseconds == INFINITE) return Time::max();
  return clock.Now() + std::chrono::milliseconds(milliseconds);
}

void Kernel::Wake(Object& object) {
  for (Thread* thread : object.waiters) {
    thread->wake = true;
    thread->woken.notify_all();
  }
}

void Kernel::Set(Event& event, bool signaled) {
  event.SetState(signaled);
  if (signaled) Wake(event);
}

void Kernel::Queue(Thread& thread, const Apc& apc) {
  thread.apcs.push_back(apc);
  thread.wake = true;
  thread.woken.notify_all();
}

// What is due may come in any order among the routines; user APCs keep theirs.
void Kernel::Sort(std::deque<Apc>& due) {
  if (due.front().routine == nullptr || choices.order == Choices::Order::kCompletion) return;
  std::vector<std::size_t> routines;
  for (std::size_t i = 0; i < due.size(); ++i) {
    if (due[i].routine != nullptr) routines.push_back(i);
  }
  const std::size_t pick = choices.order == Choices::Order::kReverse
                               ? routines.back()
                               : routines[chance() % routines.size()];
  std::swap(due.front(), due[pick]);
}

// completion.one_wait_runs_all: everything that is queued runs, also what a routine adds meanwhile.
// A warning reports no error but its count; an error reports no bytes
// (completion.failure_reports_zero_bytes).
bool Kernel::RunApcs(std::unique_lock<std::mutex>& lock, Thread& self) {
  if (self.apcs.empty()) return false;
  do {
    Sort(self.apcs);
    const Apc next = self.apcs.front();
    self.apcs.pop_front();
    if (next.routine != nullptr) --outstanding_;
    const bool failed = IsError(next.status);
    lock.unlock();
    if (next.routine != nullptr) {
      next.routine(failed ? ErrorOf(next.status) : ERROR_SUCCESS, failed ? 0 : next.bytes,
                   next.overlapped);
    } else if (next.user != nullptr) {
      next.user(next.parameter);
    }
    lock.lock();
  } while (!self.apcs.empty() && !choices.one_routine_a_wait);
  return true;
}

void Kernel::BlockOnce(std::unique_lock<std::mutex>& lock, Thread& self, Time deadline) {
  const auto woken = [&] { return self.wake; };
  if (woken()) return;
  const Time next = std::min(deadline, clock.Next());
  if ((self.background && clock.is_virtual()) || next == Time::max()) {
    self.blocked = true;
    self.woken.wait(lock, woken);
    self.blocked = false;
  } else if (clock.is_virtual()) {
    clock.AdvanceTo(next);
    clock.FireDue();
  } else {
    self.woken.wait_until(lock, clock.Real(next), woken);
    clock.FireDue();
  }
}

Status Kernel::Block(std::unique_lock<std::mutex>& lock, Thread& self, std::span<Object* const> on,
                     const std::function<bool()>& done, Time deadline, bool alertable) {
  if (alertable && choices.foreign_apcs && chance() % kForeignApcOneIn == 0) {
    self.apcs.push_back({});
  }
  while (true) {
    self.wake = false;
    // completion.signaled_object_may_win: either is legal.
    const bool routines_first = alertable && !choices.signaled_object_wins;
    if (routines_first && RunApcs(lock, self)) return STATUS_USER_APC;
    if (done()) return STATUS_SUCCESS;
    if (alertable && RunApcs(lock, self)) return STATUS_USER_APC;
    if (clock.Now() >= deadline) return STATUS_TIMEOUT;
    for (Object* object : on) object->waiters.push_back(&self);
    BlockOnce(lock, self, deadline);
    for (Object* object : on) std::erase(object->waiters, &self);
  }
}

// completion.pending_write_ends_with_its_thread, completion.lost_with_its_thread.
void Kernel::EndThread(Thread& thread) {
  thread.ended = true;
  // Also of files that have no handle any more: they would write to a thread that is gone.
  CancelAll(PendingWhere([&](const Request& each) { return each.thread.get() == &thread; }));
  for (const Apc& apc : thread.apcs) outstanding_ -= apc.routine != nullptr ? 1 : 0;
  thread.apcs.clear();
}

namespace {

// The objects of a wait; a wrong handle leaves `status` with what is wrong.
std::vector<std::shared_ptr<Object>> ObjectsOf(const Call& call, std::span<const HANDLE> handles,
                                               Status& status) {
  std::vector<std::shared_ptr<Object>> objects;
  for (const HANDLE handle : handles) {
    const HandleEntry* entry = call.Find(handle);
    if (entry == nullptr || !entry->object->IsWaitable()) {
      status = STATUS_INVALID_HANDLE;
      return {};
    }
    objects.push_back(entry->object);
  }
  return objects;
}

DWORD WaitFor(Call& call, std::span<const HANDLE> handles, bool all, DWORD milliseconds,
              bool alertable) {
  Status status = STATUS_SUCCESS;
  const auto objects = ObjectsOf(call, handles, status);
  if (status != STATUS_SUCCESS) return Finish(status), WAIT_FAILED;
  std::vector<Object*> on;
  for (const auto& object : objects) on.push_back(object.get());
  std::size_t first = 0;
  const auto done = [&] {
    const auto signaled = [](const Object* object) { return object->IsSignaled(); };
    if (on.empty()) return false;
    if (all) return std::all_of(on.begin(), on.end(), signaled);
    const auto found = std::find_if(on.begin(), on.end(), signaled);
    first = static_cast<std::size_t>(found - on.begin());
    return found != on.end();
  };
  status = call.kernel.Block(call.lock, call.self, on, done, call.kernel.Deadline(milliseconds),
                             alertable);
  if (status == STATUS_USER_APC) return WAIT_IO_COMPLETION;
  if (status == STATUS_TIMEOUT) return WAIT_TIMEOUT;
  if (!all) {
    on[first]->Consume();
    return WAIT_OBJECT_0 + static_cast<DWORD>(first);
  }
  for (Object* object : on) object->Consume();
  return WAIT_OBJECT_0;
}

}  // namespace

// completion.sleep_ex_runs_it: also with 0 ms.
DWORD WINAPI SleepEx(DWORD milliseconds, BOOL alertable) {
  Call call;
  const DWORD ended = WaitFor(call, {}, false, milliseconds, alertable != FALSE);
  return ended == WAIT_IO_COMPLETION ? WAIT_IO_COMPLETION : 0;
}

// completion.not_in_a_plain_wait.
void WINAPI Sleep(DWORD milliseconds) {
  Call call;
  WaitFor(call, {}, false, milliseconds, false);
}

DWORD WINAPI WaitForSingleObject(HANDLE handle, DWORD milliseconds) {
  Call call;
  return WaitFor(call, {&handle, 1}, false, milliseconds, false);
}

// completion.wait_for_single_object_ex_runs_it.
DWORD WINAPI WaitForSingleObjectEx(HANDLE handle, DWORD milliseconds, BOOL alertable) {
  Call call;
  return WaitFor(call, {&handle, 1}, false, milliseconds, alertable != FALSE);
}

// completion.wait_for_multiple_objects_ex_runs_it.
DWORD WINAPI WaitForMultipleObjectsEx(DWORD count, const HANDLE* handles, BOOL all,
                                      DWORD milliseconds, BOOL alertable) {
  Call call;
  if (count == 0 || count > MAXIMUM_WAIT_OBJECTS) {
    return Fail(ERROR_INVALID_PARAMETER), WAIT_FAILED;
  }
  return WaitFor(call, {handles, count}, all != FALSE, milliseconds, alertable != FALSE);
}

// completion.msg_wait_runs_it. No input ever comes.
DWORD WINAPI MsgWaitForMultipleObjectsEx(DWORD count, const HANDLE* handles, DWORD milliseconds,
                                         DWORD, DWORD flags) {
  Call call;
  if (count >= MAXIMUM_WAIT_OBJECTS) return Fail(ERROR_INVALID_PARAMETER), WAIT_FAILED;
  // Waiting for all includes the input.
  const bool never = (flags & MWMO_WAITALL) != 0;
  const auto on = never ? std::span<const HANDLE>() : std::span<const HANDLE>(handles, count);
  return WaitFor(call, on, false, milliseconds, (flags & MWMO_ALERTABLE) != 0);
}

// completion.signal_object_and_wait_runs_it.
DWORD WINAPI SignalObjectAndWait(HANDLE signaled, HANDLE waited, DWORD milliseconds,
                                 BOOL alertable) {
  Call call;
  Status status = 0;
  const auto event = call.Get<Event>(signaled, status);
  if (event == nullptr) return Finish(status), WAIT_FAILED;
  call.kernel.Set(*event, true);
  return WaitFor(call, {&waited, 1}, false, milliseconds, alertable != FALSE);
}

DWORD WINAPI QueueUserAPC(PAPCFUNC routine, HANDLE thread, ULONG_PTR parameter) {
  Call call;
  if (thread != CurrentThread()) return Fail(ERROR_INVALID_HANDLE);
  Apc apc;
  apc.user = routine;
  apc.parameter = parameter;
  call.kernel.Queue(call.self, apc);
  return 1;
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES, BOOL manual_reset, BOOL signaled, LPCWSTR) {
  Call call;
  auto event = std::make_shared<Event>(manual_reset != FALSE, signaled != FALSE);
  SetError(ERROR_SUCCESS);
  return call.kernel.Open(call.self.process, std::move(event), SYNCHRONIZE);
}

BOOL WINAPI SetEvent(HANDLE handle) {
  Call call;
  Status status = 0;
  const auto event = call.Get<Event>(handle, status);
  if (event != nullptr) call.kernel.Set(*event, true);
  return Finish(status);
}

BOOL WINAPI ResetEvent(HANDLE handle) {
  Call call;
  Status status = 0;
  const auto event = call.Get<Event>(handle, status);
  if (event != nullptr) call.kernel.Set(*event, false);
  return Finish(status);
}

}  // namespace wfx::model

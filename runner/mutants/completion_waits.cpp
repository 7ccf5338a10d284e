#include "runner/mutants/completion_waits.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "runner/mutants/state.h"
#include "runner/mutants/wait.h"
#include "runner/win32/handle.h"

namespace wfx::mutants::waits {
namespace {

// No wait goes on for more foreign APCs than this.
constexpr int kMostRounds = 1000;

// ---- one function that does not do what it was asked for ----

DWORD WINAPI DeafMsgWait(DWORD count, const HANDLE* objects, DWORD milliseconds, DWORD wake_mask,
                         DWORD flags) {
  return Base().MsgWaitForMultipleObjectsEx(count, objects, milliseconds, wake_mask,
                                            flags & ~DWORD{MWMO_ALERTABLE});
}

DWORD WINAPI DeafMultiple(DWORD count, const HANDLE* objects, BOOL all, DWORD milliseconds, BOOL) {
  return Base().WaitForMultipleObjectsEx(count, objects, all, milliseconds, FALSE);
}

DWORD WINAPI DeafSingle(HANDLE object, DWORD milliseconds, BOOL) {
  return Base().WaitForSingleObjectEx(object, milliseconds, FALSE);
}

DWORD WINAPI AlertableSingle(HANDLE object, DWORD milliseconds, BOOL) {
  return Base().WaitForSingleObjectEx(object, milliseconds, TRUE);
}

DWORD WINAPI DeafSleepOfZero(DWORD milliseconds, BOOL alertable) {
  return Base().SleepEx(milliseconds, milliseconds > 0 && alertable);
}

DWORD WINAPI WaitWithoutSignal(HANDLE, HANDLE object, DWORD milliseconds, BOOL alertable) {
  return Base().WaitForSingleObjectEx(object, milliseconds, alertable);
}

// ---- functions that run routines although they are no alertable waits, or the reverse ----

void RunWhatIsDue() {
  const LastErrorKept kept;
  Base().SleepEx(0, TRUE);
}

BOOL WINAPI AlertableRead(HANDLE file, LPVOID buffer, DWORD length, LPDWORD read,
                          LPOVERLAPPED overlapped) {
  const auto opened = OpenedAs(file);
  if (opened && opened->pipe && !opened->Has(FILE_FLAG_OVERLAPPED)) RunWhatIsDue();
  return Base().ReadFile(file, buffer, length, read, overlapped);
}

BOOL WINAPI AlertableResult(HANDLE file, LPOVERLAPPED overlapped, LPDWORD bytes, BOOL wait) {
  if (wait) RunWhatIsDue();
  return Base().GetOverlappedResult(file, overlapped, bytes, wait);
}

BOOL WINAPI DeafPort(HANDLE port, LPOVERLAPPED_ENTRY entries, ULONG count, PULONG removed,
                     DWORD milliseconds, BOOL) {
  return Base().GetQueuedCompletionStatusEx(port, entries, count, removed, milliseconds, FALSE);
}

// ---- waits that end with an object and take routines away ----

std::vector<Outstanding> OutstandingHere() {
  std::vector<Outstanding> writes = OutstandingWrites();
  std::erase_if(writes,
                [](const Outstanding& each) { return each.thread != std::this_thread::get_id(); });
  return writes;
}

// Waits for the object alone; if it ends the wait no routine of the thread will run.
DWORD WaitAndSwallow(HANDLE object, DWORD milliseconds) {
  const DWORD result = Base().WaitForSingleObject(object, milliseconds);
  if (result == WAIT_OBJECT_0) {
    for (const Outstanding& each : OutstandingHere()) Lose(each);
  }
  return result;
}

bool IsFileOfAWrite(HANDLE object) { return !OutstandingWrites(object).empty(); }

DWORD WINAPI SwallowOnFile(HANDLE object, DWORD milliseconds, BOOL alertable) {
  if (alertable && IsFileOfAWrite(object)) return WaitAndSwallow(object, milliseconds);
  return Base().WaitForSingleObjectEx(object, milliseconds, alertable);
}

DWORD WINAPI SwallowOnSignaled(HANDLE object, DWORD milliseconds, BOOL alertable) {
  const bool swallows = alertable && !OutstandingHere().empty() && !IsFileOfAWrite(object) &&
                        WaitAndSwallow(object, 0) == WAIT_OBJECT_0;
  if (swallows) return WAIT_OBJECT_0;
  return Base().WaitForSingleObjectEx(object, milliseconds, alertable);
}

// ---- what belongs to the wait that the thread is in ----

struct CurrentWait {
  bool within = false;
  bool swallows = false;
  std::uint64_t delivered_before = 0;
  std::vector<std::function<void()>> requeue;  // when the wait is over
};

CurrentWait& Current() {
  thread_local CurrentWait wait;
  return wait;
}

bool HasDelivered() { return Current().within && Here().delivered > Current().delivered_before; }

DWORD RequeueAfter(const PerformWait& perform) {
  CurrentWait outer = std::exchange(Current(), {true, false, Here().delivered, {}});
  const DWORD result = perform();
  const CurrentWait inner = std::exchange(Current(), std::move(outer));
  for (const auto& requeue : inner.requeue) requeue();
  return result;
}

void DeliverFirst(const Write& write, DWORD error, DWORD bytes) {
  if (!HasDelivered()) return Deliver(write, error, bytes);
  Current().requeue.push_back([=] { Post(write, error, bytes); });
}

// ---- the other APCs ----

struct UserApc {
  PAPCFUNC function = nullptr;
  ULONG_PTR parameter = 0;
};

void CALLBACK RunUserApc(ULONG_PTR parameter) {
  std::unique_ptr<UserApc> apc(reinterpret_cast<UserApc*>(parameter));
  if (!HasDelivered()) return apc->function(apc->parameter);
  Current().requeue.push_back([parameter] {
    const LastErrorKept kept;
    Base().QueueUserAPC(&RunUserApc, CurrentThread(), parameter);
  });
  apc.release();
}

DWORD WINAPI QueueBehind(PAPCFUNC function, HANDLE thread, ULONG_PTR parameter) {
  auto apc = std::make_unique<UserApc>(UserApc{function, parameter});
  const DWORD queued =
      Base().QueueUserAPC(&RunUserApc, thread, reinterpret_cast<ULONG_PTR>(apc.get()));
  if (queued != 0) apc.release();  // RunUserApc's from here on.
  return queued;
}

DWORD WaitForOwnRoutines(const PerformWait& perform) {
  const std::uint64_t before = Here().delivered;
  for (int round = 0;; ++round) {
    const DWORD result = perform();
    if (result != WAIT_IO_COMPLETION || Here().delivered != before || round == kMostRounds)
      return result;
  }
}

// ---- waits inside a routine ----

DWORD SwallowWhenNested(const PerformWait& perform) {
  const bool outer = std::exchange(Current().swallows, Here().routines > 0);
  const DWORD result = perform();
  Current().swallows = outer;
  return result;
}

void DeliverUnlessSwallowed(const Write& write, DWORD error, DWORD bytes) {
  if (!Current().swallows) Deliver(write, error, bytes);
}

}  // namespace

void FileHandleSwallows(Win32Api& table) {
  ReplaceDelivery<&Deliver>(table);
  table.WaitForSingleObjectEx = &SwallowOnFile;
}

void MsgWaitIsDeaf(Win32Api& table) { table.MsgWaitForMultipleObjectsEx = &DeafMsgWait; }

void MultipleIsDeaf(Win32Api& table) { table.WaitForMultipleObjectsEx = &DeafMultiple; }

void NestedWaitSwallows(Win32Api& table) {
  ReplaceDelivery<&DeliverUnlessSwallowed>(table);
  ReplaceAlertableWaits<&SwallowWhenNested>(table);
}

void OneRoutineAWait(Win32Api& table) {
  ReplaceDelivery<&DeliverFirst>(table);
  ReplaceAlertableWaits<&RequeueAfter>(table);
}

void OnlyOwnRoutinesEnd(Win32Api& table) {
  ReplaceDelivery<&Deliver>(table);
  ReplaceAlertableWaits<&WaitForOwnRoutines>(table);
}

void PipeReadIsAlertable(Win32Api& table) {
  WatchHandles(table);
  table.ReadFile = &AlertableRead;
}

void PlainWaitIsAlertable(Win32Api& table) { table.WaitForSingleObjectEx = &AlertableSingle; }

void PortWaitIsDeaf(Win32Api& table) { table.GetQueuedCompletionStatusEx = &DeafPort; }

void QueuesAreTwo(Win32Api& table) {
  ReplaceDelivery<&Deliver>(table);
  ReplaceAlertableWaits<&RequeueAfter>(table);
  table.QueueUserAPC = &QueueBehind;
}

void ResultWaitIsAlertable(Win32Api& table) { table.GetOverlappedResult = &AlertableResult; }

void SignaledObjectSwallows(Win32Api& table) {
  ReplaceDelivery<&Deliver>(table);
  table.WaitForSingleObjectEx = &SwallowOnSignaled;
}

void SignalsNothing(Win32Api& table) { table.SignalObjectAndWait = &WaitWithoutSignal; }

void SingleIsDeaf(Win32Api& table) { table.WaitForSingleObjectEx = &DeafSingle; }

void SleepExOfZeroIsDeaf(Win32Api& table) { table.SleepEx = &DeafSleepOfZero; }

}  // namespace wfx::mutants::waits

// Asking for the result of a request, and cancelling requests.
#include "runner/model/kernel.h"
#include "runner/model/table.h"
#include "runner/win32/handle.h"

namespace wfx::model {
namespace {

bool IsPending(const OVERLAPPED& overlapped) {
  return static_cast<DWORD>(overlapped.Internal) == STATUS_PENDING;
}

// The event of the OVERLAPPED, or the handle itself.
std::shared_ptr<Object> WaitedFor(const Call& call, HANDLE handle, const OVERLAPPED& overlapped) {
  const auto value = reinterpret_cast<std::uintptr_t>(overlapped.hEvent) & ~std::uintptr_t{1};
  const auto event = reinterpret_cast<HANDLE>(value);
  const HandleEntry* entry = call.Find(event != nullptr ? event : handle);
  return entry == nullptr ? nullptr : entry->object;
}

// completion.result_while_pending_is_incomplete, completion.result_before_the_routine: the words
// of the OVERLAPPED tell; no routine is run for it, unless the wait is alertable.
BOOL Result(HANDLE handle, LPOVERLAPPED overlapped, LPDWORD transferred, DWORD milliseconds,
            bool alertable) {
  Call call;
  if (IsPending(*overlapped)) {
    if (milliseconds == 0) return Fail(ERROR_IO_INCOMPLETE);
    const auto object = WaitedFor(call, handle, *overlapped);
    if (object == nullptr) return Fail(ERROR_INVALID_HANDLE);
    const Time deadline = call.kernel.Deadline(milliseconds);
    Object* const on[] = {object.get()};
    const Status status = call.kernel.Block(
        call.lock, call.self, on, [&] { return object->IsSignaled(); }, deadline, alertable);
    if (status == STATUS_USER_APC) return Fail(WAIT_IO_COMPLETION);
    if (status == STATUS_TIMEOUT) return Fail(WAIT_TIMEOUT);
    object->Consume();
  }
  *transferred = static_cast<DWORD>(overlapped->InternalHigh);
  const auto status = static_cast<Status>(overlapped->Internal);
  return status == STATUS_PENDING ? Fail(ERROR_IO_INCOMPLETE) : Finish(status);
}

// Cancels what `chosen` says of a file's requests. Gives how many there were.
template <typename Chosen>
std::size_t CancelThose(Call& call, FileObject& file, Chosen chosen) {
  return call.kernel.CancelAll(call.kernel.PendingWhere([&](const Request& each) {
    return each.file.get() == &file && each.process == call.self.process && chosen(each);
  }));
}

}  // namespace

BOOL WINAPI GetOverlappedResult(HANDLE handle, LPOVERLAPPED overlapped, LPDWORD transferred,
                                BOOL wait) {
  return Result(handle, overlapped, transferred, wait != FALSE ? INFINITE : 0, false);
}

BOOL WINAPI GetOverlappedResultEx(HANDLE handle, LPOVERLAPPED overlapped, LPDWORD transferred,
                                  DWORD milliseconds, BOOL alertable) {
  return Result(handle, overlapped, transferred, milliseconds, alertable != FALSE);
}

// cancel.issuer_cancels_its_writes, cancel.another_thread_cancels_nothing,
// cancel.idle_cancel_io_succeeds.
BOOL WINAPI CancelIo(HANDLE handle) {
  Call call;
  Status status = 0;
  const auto file = call.Get<FileObject>(handle, status);
  if (file == nullptr) return Finish(status);
  CancelThose(call, *file,
              [&](const Request& request) { return request.thread.get() == &call.self; });
  return TRUE;
}

// cancel.cancel_io_ex_reaches_every_thread, cancel.cancel_io_ex_picks_one,
// cancel.nothing_to_cancel_is_not_found, cancel.idle_handle_is_not_found.
BOOL WINAPI CancelIoEx(HANDLE handle, LPOVERLAPPED overlapped) {
  Call call;
  Status status = 0;
  const auto file = call.Get<FileObject>(handle, status);
  if (file == nullptr) return Finish(status);
  const std::size_t cancelled = CancelThose(call, *file, [&](const Request& request) {
    return overlapped == nullptr || request.overlapped == overlapped;
  });
  return cancelled > 0 ? TRUE : Fail(ERROR_NOT_FOUND);
}

// cancel.synchronous_cancel_ends_a_blocked_call, cancel.synchronous_cancel_spares_overlapped: what
// the thread has under way and does not wait for inside its call stays.
BOOL WINAPI CancelSynchronousIo(HANDLE thread) {
  Call call;
  if (thread == CurrentThread()) return Fail(ERROR_NOT_FOUND);
  Status status = 0;
  const auto named = call.Get<ThreadObject>(thread, status);
  if (named == nullptr) return Finish(status);
  const std::size_t cancelled = call.kernel.CancelAll(call.kernel.PendingWhere(
      [&](const Request& each) { return each.thread == named->thread && each.waited_for; }));
  return cancelled > 0 ? TRUE : Fail(ERROR_NOT_FOUND);
}

}  // namespace wfx::model
